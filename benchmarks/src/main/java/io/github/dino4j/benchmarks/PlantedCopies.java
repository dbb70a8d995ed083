package io.github.dino4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Images, some of them copies of others.
 *
 * @param files of all images
 * @param original the number of what each is a copy of; its own where it is none
 * @param kind what was done to each copy; {@code original} for the others
 */
record PlantedCopies(List<Path> files, int[] original, List<String> kind) {
  static final String ORIGINAL = "original";

  /** Reads lines of {@code path,path of the original,kind}; an original comes before its copies. */
  static PlantedCopies read(Path list) {
    List<Path> files = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    List<Integer> originals = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(list)) {
        String[] words = line.split(",");
        numbers.put(words[0], files.size());
        originals.add(numbers.getOrDefault(words[1], -1));
        files.add(Path.of(words[0]));
        kinds.add(words[2]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PlantedCopies(
        files, originals.stream().mapToInt(Integer::intValue).toArray(), kinds);
  }

  int size() {
    return files.size();
  }

  boolean isCopy(int image) {
    return original[image] != image;
  }
}
