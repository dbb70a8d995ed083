package io.github.dino4j.cli.demo;

/** Two pictures whose patches the page matches, such as two views of one scene. */
public record DemoPair(DemoImage a, DemoImage b) {}
