package io.github.dino4j.search.region;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.filter.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One search: candidates by their pooled regions, then all patches of these. */
final class RegionSearch {
  /** Images that are compared patch by patch, at least. */
  private static final int CANDIDATES = 200;

  /** And so many times as many as are asked for. */
  private static final int OVERSAMPLING = 4;

  /** Regions that are asked for at most, before a filter is asked first. */
  private static final int MOST_REGIONS = 1 << 14;

  private final VectorIndex images;
  private final VectorIndex pooled;
  private final PatchFiles files;

  RegionSearch(VectorIndex images, VectorIndex pooled, PatchFiles files) {
    this.images = images;
    this.pooled = pooled;
    this.files = files;
  }

  /** How many images are compared patch by patch to find k. */
  static int candidates(int k) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(CANDIDATES, (long) OVERSAMPLING * k));
  }

  private record Candidate(String id, Map<String, Object> metadata, PatchPlace place) {}

  private record Scored(Hit hit, int rows, int columns, RegionScore score) {
    RegionHit found() {
      return new RegionHit(hit, rows, columns, score.box(columns), score.map());
    }
  }

  List<RegionHit> search(RegionQuery query, SearchOptions options, int wanted) {
    int dim = pooled.description().dim();
    if (query.patches().dim() != dim) {
      throw new DinoException(
          "patches of the region have %d values, those of the index %d"
              .formatted(query.patches().dim(), dim));
    }
    Collection<Candidate> candidates = candidates(query.pooled(), options.filter(), wanted);
    RegionQuery counting = query.counting();
    float[] weights = counting.weights();
    PatchProducts products = new PatchProducts(counting.patches());
    return candidates.parallelStream()
        .map(candidate -> {
          QuantizedPatches patches = files.read(candidate.place());
          RegionScore score = RegionScore.of(products.with(patches), weights);
          Hit hit = new Hit(candidate.id(), score.value(), candidate.metadata());
          return new Scored(hit, patches.rows(), patches.columns(), score);
        })
        .sorted(Comparator.comparing(Scored::hit, Hit.ORDER))
        .limit(options.k())
        .map(Scored::found)
        .toList();
  }

  private Collection<Candidate> candidates(float[] query, @Nullable Filter filter, int wanted) {
    if (wanted >= images.size()) {
      return fulfilling(filter);
    }
    long most = Math.min(Integer.MAX_VALUE, Math.max(MOST_REGIONS, 2L * wanted));
    for (long asked = 4L * wanted; ; asked *= 2) {
      int k = Math.toIntExact(Math.min(asked, most));
      List<Hit> regions = pooled.search(query, SearchOptions.nearest(k)).getFirst();
      Map<String, Candidate> candidates = byImage(regions, filter, wanted);
      if (candidates.size() >= wanted || regions.size() < k) {
        return candidates.values();
      }
      if (k == most) {
        return filter == null ? candidates.values() : fulfilling(filter);
      }
    }
  }

  /**
   * The images of regions, best first; regions of patches that are not theirs any more are none.
   */
  private Map<String, Candidate> byImage(List<Hit> regions, @Nullable Filter filter, int wanted) {
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    Map<String, Optional<Candidate>> looked = new LinkedHashMap<>();
    for (Hit region : regions) {
      if (candidates.size() >= wanted) {
        break;
      }
      if (region.metadata().get(RegionIndex.IMAGE) instanceof String id) {
        looked
            .computeIfAbsent(id, _ -> images.find(id).flatMap(RegionSearch::candidate))
            .filter(candidate -> candidate.place().key().equals(PatchPlace.keyOf(region.id())))
            .filter(candidate -> filter == null || filter.matches(candidate.metadata()))
            .ifPresent(candidate -> candidates.put(id, candidate));
      }
    }
    return candidates;
  }

  private static Optional<Candidate> candidate(IndexedVector image) {
    return PatchPlace.of(image.metadata())
        .map(place -> new Candidate(image.id(), image.metadata(), place));
  }

  /** All images that fulfil a filter: for few, and where hardly any is among the best regions. */
  private List<Candidate> fulfilling(@Nullable Filter filter) {
    List<Candidate> candidates = new ArrayList<>();
    images.forEach(image -> {
      if (filter == null || filter.matches(image.metadata())) {
        candidate(image).ifPresent(candidates::add);
      }
    });
    return candidates;
  }
}
