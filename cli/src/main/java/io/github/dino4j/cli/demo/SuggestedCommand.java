package io.github.dino4j.cli.demo;

/**
 * A command that the reader may try.
 *
 * @param purpose in a few words
 * @param line to type
 */
public record SuggestedCommand(String purpose, String line) {}
