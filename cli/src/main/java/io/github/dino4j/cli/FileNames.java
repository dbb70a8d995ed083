package io.github.dino4j.cli;

import java.util.HashMap;
import java.util.Map;

/**
 * Names for files made from photos: the photo's own without its ending, numbered where two share
 * it.
 */
final class FileNames {
  private final Map<String, Integer> taken = new HashMap<>();

  String of(String path) {
    String base = path.substring(path.lastIndexOf('/') + 1);
    int dot = base.lastIndexOf('.');
    String stem = dot > 0 ? base.substring(0, dot) : base;
    int count = taken.merge(stem, 1, Integer::sum);
    return count == 1 ? stem : stem + "-" + count;
  }
}
