package io.github.dino4j.data.feature;

import java.util.Iterator;
import java.util.Map;

/**
 * The rows of a feature file in order, read as they are asked for. A damaged file is a {@link
 * io.github.dino4j.DinoException} from {@link #hasNext} or {@link #next}. Belongs to one thread.
 */
public interface FeatureReader extends Iterator<FeatureRow>, AutoCloseable {
  /** How many rows the file has. */
  long count();

  /** What the writer noted of the features' origin: model, transform; nothing in {@code .npy}. */
  Map<String, String> provenance();

  @Override
  void close();
}
