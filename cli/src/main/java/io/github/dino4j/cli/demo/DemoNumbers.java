package io.github.dino4j.cli.demo;

/**
 * What was measured while the page was made.
 *
 * @param images that went through the model
 * @param seconds that the model took for them, by the wall clock; reading and resizing not counted
 * @param setting what it ran on, such as {@code 2 threads, bf16}
 */
public record DemoNumbers(int images, double seconds, String setting) {
  public double imagesPerSecond() {
    return images / Math.max(1e-9, seconds);
  }
}
