package io.github.dino4j.data.record;

/**
 * How an {@link ImageLoader} works ahead.
 *
 * @param threads that read and decode
 * @param lookAhead records under way or waiting at a time; bounds the memory
 */
public record LoaderOptions(int threads, int lookAhead) {
  public LoaderOptions {
    if (threads < 1 || lookAhead < 1) {
      throw new IllegalArgumentException(
          "a loader has at least one thread and one record ahead, not %d and %d"
              .formatted(threads, lookAhead));
    }
  }

  /** As many threads as processors, and four records ahead for each. */
  public static LoaderOptions forThisMachine() {
    int threads = Runtime.getRuntime().availableProcessors();
    return new LoaderOptions(threads, 4 * threads);
  }
}
