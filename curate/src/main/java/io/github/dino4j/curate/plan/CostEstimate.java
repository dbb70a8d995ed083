package io.github.dino4j.curate.plan;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.product.ProductScan;
import io.github.dino4j.curate.stage.AgainstStage;
import io.github.dino4j.curate.stage.ClusterStage;
import io.github.dino4j.curate.stage.DedupStage;
import io.github.dino4j.curate.stage.DuplicateSearch;
import io.github.dino4j.curate.stage.FilterStage;
import io.github.dino4j.curate.stage.LeaksStage;
import io.github.dino4j.curate.stage.RetrieveStage;
import io.github.dino4j.curate.stage.RetrieveStage.SeedSet;
import io.github.dino4j.curate.stage.Stage;
import io.github.dino4j.data.collection.ImageSource;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * What a plan costs before it is carried out: how often vectors are compared, by how fast this
 * machine multiplies. An upper bound, since stages hand on fewer images than they take. Rates of
 * reading and of embedding are those of one core of 2023.
 *
 * @param lines for people
 */
public record CostEstimate(List<String> lines) {
  private static final double ROWS_A_SECOND = 117_000; // of 384 values, one core
  private static final double IMAGES_A_SECOND = 60; // decoded and measured, one core
  private static final double EMBEDDED_A_SECOND = 25; // by a ViT-S/14, one core
  private static final int USUAL_DIM = 384;
  private static final int SAMPLE = 1 << 12;

  /**
   * Of a plan.
   *
   * @throws io.github.dino4j.DinoException if its files cannot be read
   */
  public static CostEstimate of(Plan plan) {
    List<String> lines = new ArrayList<>();
    long images;
    int dim = USUAL_DIM;
    if (plan.images().isEmpty()) {
      Pool pool = Pool.open(plan.sets(), plan.features(), Pool.RANGE);
      images = pool.rows(Pool.POOL).cardinality();
      dim = pool.dim();
      lines.add(
          "pool: %,d images of %d values, %s".formatted(images, dim, bytes(4.0 * images * dim)));
      for (String set : pool.sets().subList(1, pool.sets().size())) {
        lines.add("set %s: %,d images".formatted(set, pool.rows(set).cardinality()));
      }
    } else {
      images = ImageSource.of(plan.images()).count().orElse(-1);
      lines.add(
          images < 0
              ? "images: unknown until they are read"
              : "embed: %,d images, %s by a ViT-S/14"
                  .formatted(images, time(images / EMBEDDED_A_SECOND)));
    }
    if (images >= 0) {
      double rate = productsASecond(dim);
      for (PlannedStage stage : plan.stages()) {
        lines.add(line(stage, plan, images, dim, rate));
      }
      lines.add(
          "one core of this machine compares %,.0f million vectors of %d values a second; it has %d"
              .formatted(rate / 1e6, dim, Runtime.getRuntime().availableProcessors()));
    }
    return new CostEstimate(lines);
  }

  private static String line(PlannedStage planned, Plan plan, long images, int dim, double rate) {
    Stage stage = planned.stage();
    double read = images / (ROWS_A_SECOND * USUAL_DIM / dim);
    double comparisons = comparisons(stage, plan, images);
    double seconds = comparisons / rate;
    seconds +=
        switch (stage) {
          case FilterStage filter -> read + (filter.images() ? images / IMAGES_A_SECOND : 0);
          case DedupStage _, AgainstStage _ -> 3 * read;
          case ClusterStage _ -> 4 * read;
          case LeaksStage _, RetrieveStage _ -> read;
          default -> 0;
        };
    String shuffled =
        switch (stage) {
          case DedupStage dedup -> shuffle(dedup.search(), images, dim);
          case AgainstStage against -> shuffle(against.search(), images, dim);
          case ClusterStage _ -> ", %s between tasks".formatted(bytes(4.0 * images * dim));
          default -> "";
        };
    return "%s: %s%s%s"
        .formatted(
            planned.name(),
            comparisons == 0 ? "" : "%,.0f comparisons an image, ".formatted(comparisons / images),
            time(seconds),
            shuffled);
  }

  private static String shuffle(DuplicateSearch search, long images, int dim) {
    double each = search.half() ? 2 : 4;
    return ", %s between tasks".formatted(bytes(2 * each * images * dim));
  }

  private static double comparisons(Stage stage, Plan plan, long images) {
    return switch (stage) {
      case DedupStage dedup -> ofDuplicates(dedup.search(), images);
      case AgainstStage against -> ofDuplicates(against.search(), images);
      case ClusterStage cluster -> ofClusters(cluster, images);
      case RetrieveStage retrieve ->
          retrieve.seeds().stream().mapToDouble(seed -> ofSeeds(seed, plan, images)).sum();
      case LeaksStage _ -> (double) images * Math.min(images, 100_000);
      default -> 0;
    };
  }

  /** Lists are found among coarse ones, trained on a sixth of the images, and searched twice. */
  private static double ofDuplicates(DuplicateSearch search, long images) {
    double lists = Math.max(1, (double) images / search.listSize());
    double assigning = 2 * Math.sqrt(lists * search.probes());
    double training = 32.0 / search.listSize() * assigning * search.probes();
    return images * (assigning + training + 2.0 * search.listSize());
  }

  private static double ofClusters(ClusterStage cluster, long images) {
    double clusters = cluster.levels().isEmpty() ? images / 50.0 : cluster.levels().getFirst();
    double splits = Math.max(1, images / (double) (1 << 17));
    double iterations = cluster.iterations() * (1 + 0.5 * cluster.resamplings());
    return images * iterations * clusters / splits;
  }

  private static double ofSeeds(SeedSet seed, Plan plan, long images) {
    return switch (seed) {
      case SeedSet.ByNeighbours its -> {
        List<Path> files = plan.sets().getOrDefault(its.set(), List.of());
        SequencedMap<String, List<Path>> sets = new LinkedHashMap<>();
        sets.put(Pool.POOL, files);
        yield (double) images
            * Pool.open(sets, plan.features(), Pool.RANGE).rows(Pool.POOL).cardinality();
      }
      case SeedSet.ByClusters its -> 20.0 * images * its.clusters();
    };
  }

  /** How many products of vectors a core makes in a second, by a short try. */
  private static double productsASecond(int dim) {
    SplittableRandom random = new SplittableRandom(0);
    float[] values = new float[SAMPLE * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    VectorBlock block = new VectorBlock(values, dim).normalized();
    double best = 0;
    try (Arena arena = Arena.ofConfined()) {
      ProductScan scan = ProductScan.of(block, arena);
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        scan.scan(block, 0, SAMPLE / 4, 2, (_, end) -> SAMPLE, (_, _, _) -> 2);
        best = Math.max(best, SAMPLE / 4.0 * SAMPLE / ((System.nanoTime() - start) / 1e9));
      }
    }
    return best;
  }

  private static String time(double seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%.0f core-seconds", Math.max(1, seconds))
        : String.format(Locale.ROOT, "%.1f core-hours", seconds / 3600);
  }

  private static String bytes(double bytes) {
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : bytes < 1e12
            ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
            : String.format(Locale.ROOT, "%.2f TB", bytes / 1e12);
  }
}
