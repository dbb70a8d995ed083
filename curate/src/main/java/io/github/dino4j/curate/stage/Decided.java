package io.github.dino4j.curate.stage;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stage decided of all images that came in.
 *
 * @param kept rows of the pool that stay
 * @param dropped images that went, by reason
 * @param noted images that stay with a reason noted, by reason
 */
public record Decided(BitSet kept, Map<String, Long> dropped, Map<String, Long> noted) {
  static Decided of(List<Part.Outcome> parts) {
    BitSet kept = new BitSet();
    Map<String, Long> dropped = new TreeMap<>();
    Map<String, Long> noted = new TreeMap<>();
    for (Part.Outcome part : parts) {
      BitSet.valueOf(part.kept()).stream().forEach(i -> kept.set(part.first() + i));
      part.dropped().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
      part.noted().forEach((reason, count) -> noted.merge(reason, count, Long::sum));
    }
    return new Decided(kept, dropped, noted);
  }
}
