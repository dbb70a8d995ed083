package io.github.dino4j.curate.sample;

import io.github.dino4j.curate.SeededOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * At most so many images of each value of a column, such as a class or a source, drawn at random.
 *
 * @param most images of a value
 */
public record Caps(int most, long seed) {
  /** What is drawn by: of each value the images with the least keys stay. */
  public long key(long id) {
    return new SeededOrder(seed).key(id);
  }

  /**
   * The images that stay.
   *
   * @param ids of all images
   * @param value of each image by its number; images of the empty value have no cap
   * @param among images of which some may stay
   */
  public BitSet apply(long[] ids, IntFunction<String> value, BitSet among) {
    Map<String, List<Integer>> byValue = new HashMap<>();
    BitSet stay = new BitSet();
    among.stream()
        .forEach(i -> {
          if (value.apply(i).isEmpty()) {
            stay.set(i);
          } else {
            byValue.computeIfAbsent(value.apply(i), _ -> new ArrayList<>()).add(i);
          }
        });
    for (List<Integer> its : byValue.values()) {
      its.stream()
          .sorted(
              Comparator.comparingLong((Integer i) -> key(ids[i])).thenComparingLong(i -> ids[i]))
          .limit(most)
          .forEach(stay::set);
    }
    return stay;
  }
}
