package io.github.dino4j.data.feature;

/**
 * Writes a feature file row by row; it appears whole, on {@link #commit}, or not at all. The first
 * row fixes the names of the features, in dense formats the width of vectors too, in {@code .npy}
 * the grid of patches. Belongs to one thread.
 */
public interface FeatureWriter extends AutoCloseable {
  /**
   * Adds a row.
   *
   * @throws io.github.dino4j.DinoException when its shape does not fit or the disk is full
   */
  void write(FeatureRow row);

  /**
   * Completes the file and moves it to its place, over an older one.
   *
   * @throws io.github.dino4j.DinoException when there is no row or the file cannot be written
   */
  void commit();

  /** Drops what was not committed. */
  @Override
  void close();
}
