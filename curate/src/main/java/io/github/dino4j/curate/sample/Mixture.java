package io.github.dino4j.curate.sample;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.SeededOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * One set of images from several sources by weights, as DINOv3 mixes retrieval and clusters. An
 * image that several sources have counts for the first of them.
 */
public record Mixture(long seed) {
  /**
   * Images to mix.
   *
   * @param weight its part of the mixture, beside those of the others
   * @param ids of its images
   */
  public record Source(String name, double weight, long[] ids) {
    public Source {
      if (!(weight > 0 && Double.isFinite(weight))) {
        throw new DinoException(
            "the source '%s' has the weight %s: use one above 0".formatted(name, weight));
      }
    }
  }

  /**
   * What a source gives.
   *
   * @param ids of the images, rising
   * @param missing how many fewer than its weight asks for
   */
  public record Portion(String name, long[] ids, long missing) {}

  /**
   * Mixes so many images. What a source lacks no other gives: the weights hold, and the portions
   * say what is missing.
   *
   * @return a portion for each source, in turn
   */
  public List<Portion> mix(List<Source> sources, int target) {
    double sum = sources.stream().mapToDouble(Source::weight).sum();
    Set<Long> taken = new HashSet<>();
    List<Portion> portions = new ArrayList<>();
    double weights = 0;
    long before = 0;
    for (Source source : sources) {
      weights += source.weight();
      long upTo = Math.round(target * (weights / sum));
      long share = upTo - before;
      before = upTo;
      SeededOrder order = new SeededOrder(seed);
      long[] ids =
          LongStream.of(source.ids())
              .filter(id -> !taken.contains(id))
              .distinct()
              .boxed()
              .sorted(Comparator.comparingLong(order::key))
              .limit(share)
              .mapToLong(Long::longValue)
              .sorted()
              .toArray();
      LongStream.of(ids).forEach(taken::add);
      portions.add(new Portion(source.name(), ids, share - ids.length));
    }
    return portions;
  }
}
