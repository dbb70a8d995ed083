package io.github.dino4j.benchmarks;

import io.github.dino4j.base.FileTree;
import io.github.dino4j.benchmarks.SceneQueries.Query;
import io.github.dino4j.benchmarks.SceneQueries.Relevance;
import io.github.dino4j.benchmarks.SceneQueries.Truth;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.index.ImageRegion;
import io.github.dino4j.features.index.IndexJob;
import io.github.dino4j.features.index.RegionOfImage;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.scenes.SceneDataset;
import io.github.dino4j.scenes.SceneLabel;
import io.github.dino4j.scenes.scene.SceneClass;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.Neighbours;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.region.RegionHit;
import io.github.dino4j.search.region.RegionIndex;
import io.github.dino4j.search.region.RegionQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a search by region finds in rendered scenes, beside a search by whole images. Arguments: a
 * folder of {@code dino4j scenes}, a model, how many queries, and the sides in pixels at which the
 * model sees the scenes. {@link SceneQueries} says what a query is and what is relevant.
 */
public final class RegionSearchQuality {
  private static final int BATCH = 16;
  private static final int K = 10;
  private static final int[] CANDIDATES = {25, 50, 100, 200};

  /** Queries whose patches are compared in fp32, one after the other. */
  private static final int IN_FP32 = 20;

  private final Path folder;
  private final SceneQueries scenes;
  private final FeatureExtractor extractor;
  private final VectorIndex images;
  private final RegionIndex regions;

  private RegionSearchQuality(
      Path folder,
      SceneQueries scenes,
      FeatureExtractor extractor,
      VectorIndex images,
      RegionIndex regions) {
    this.folder = folder;
    this.scenes = scenes;
    this.extractor = extractor;
    this.images = images;
    this.regions = regions;
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int pixels = new ImageDecoder().decode(picture(folder, 0)).width();
    SceneQueries scenes = SceneQueries.of(folder, pixels, Integer.parseInt(arguments[2]));
    for (String side : List.of(arguments).subList(3, arguments.length)) {
      Path index = Files.createTempDirectory("region-search");
      try (FeatureExtractor extractor = extractor(arguments[1], Integer.parseInt(side))) {
        new IndexJob(extractor, BATCH, IndexJob.Patches.KEEP)
            .run(List.of(folder.resolve("scenes.csv").toString()), index, _ -> {});
        try (VectorIndex images =
                IndexFolder.open(index, Access.READ, IndexFolder.describe(index));
            RegionIndex regions = RegionIndex.open(index, Access.READ, images)) {
          System.out.printf(
              Locale.ROOT,
              "%s at %s px: %,d scenes, %d queries, %.1f KB an image, %.1f pooled regions%n",
              arguments[1],
              side,
              images.size(),
              scenes.queries().size(),
              bytes(index) / 1e3 / images.size(),
              (double) regions.pooledSize() / images.size());
          new RegionSearchQuality(folder, scenes, extractor, images, regions).measure();
        }
      } finally {
        FileTree.delete(index);
      }
    }
  }

  private static Path picture(Path folder, int scene) {
    return folder.resolve(SceneDataset.labels(folder).get(scene).files().image());
  }

  private static FeatureExtractor extractor(String model, int side) {
    return FeatureExtractor.load(
        model,
        config ->
            ExtractorOptions.standard().with(new EvalTransform.Whole(side, config.patchSize())));
  }

  /** The mean of some values, printed in the end. */
  private static final class Means {
    private final Map<String, double[]> sums = new TreeMap<>();

    void add(String name, double value) {
      double[] sum = sums.computeIfAbsent(name, _ -> new double[2]);
      sum[0] += value;
      sum[1]++;
    }

    void print() {
      sums.forEach((name, sum) ->
          System.out.printf(
              Locale.ROOT, "  %-44s %8.4f   (%.0f)%n", name, sum[0] / sum[1], sum[1]));
    }
  }

  private void measure() {
    Means means = new Means();
    Random random = new Random(1);
    List<ExactIndex> fp32 = new ArrayList<>();
    for (int number = 0; number < scenes.queries().size(); number++) {
      Query query = scenes.queries().get(number);
      Path picture = folder.resolve(query.scene().files().image());
      int[] box = query.object().box();
      Box region = new Box(box[0], box[1], box[2] - box[0], box[3] - box[1]);
      RegionOfImage asked = RegionOfImage.of(picture, ImageRegion.of(region), extractor);
      Map<Truth, Relevance> truths = new EnumMap<>(Truth.class);
      for (Truth truth : Truth.values()) {
        Relevance relevance = scenes.relevance(query, truth);
        if (!relevance.relevant().isEmpty()) {
          truths.put(truth, relevance);
        }
      }
      int all = (int) images.size();
      List<RegionHit> exact = regions.search(asked.query(), SearchOptions.nearest(all), all);
      List<Integer> byRegion = exact.stream().map(found -> scene(found.hit())).toList();
      List<Integer> byImage =
          images.search(extractor.embed(picture), SearchOptions.nearest(all)).getFirst().stream()
              .map(RegionSearchQuality::scene)
              .toList();
      List<Integer> byChance = new ArrayList<>(byImage);
      Collections.shuffle(byChance, random);
      truths.forEach((truth, relevance) -> {
        means.add("mAP " + truth + ", region", relevance.averagePrecision(byRegion));
        means.add("mAP " + truth + ", whole image", relevance.averagePrecision(byImage));
        means.add("mAP " + truth + ", by chance", relevance.averagePrecision(byChance));
      });
      Relevance kind = truths.get(Truth.SAME_KIND);
      if (kind != null) {
        areas(query, exact, kind, means);
      }
      candidates(asked.query(), byRegion, means);
      if (number < IN_FP32) {
        if (fp32.isEmpty()) {
          scenes.scenes().forEach(scene -> fp32.add(patches(scene)));
        }
        compare(asked.query(), exact, fp32, means);
      }
    }
    means.print();
  }

  private static int scene(Hit hit) {
    return Integer.parseInt(hit.id());
  }

  private ExactIndex patches(SceneLabel scene) {
    PatchFeatures patches = extractor.extract(folder.resolve(scene.files().image())).patches();
    return new ExactIndex(patches.values(), patches.dim());
  }

  /** Whether boxes of relevant images among the first lie on the thing. */
  private void areas(Query query, List<RegionHit> ranking, Relevance relevance, Means means) {
    int maskId = SceneClass.valueOf(query.object().label().toUpperCase(Locale.ROOT)).maskId();
    ranking.stream()
        .filter(found -> relevance.relevant().contains(scene(found.hit())))
        .limit(K)
        .forEach(found -> {
          SceneLabel scene = scenes.scenes().get(scene(found.hit()));
          RgbImage mask = new ImageDecoder().decode(folder.resolve(scene.files().classes()));
          double cell = (double) mask.width() / found.columns();
          double x = (found.box().column() + found.box().columns() / 2.0) * cell;
          double y = (found.box().row() + found.box().rows() / 2.0) * cell;
          int pixel = (int) y * mask.width() + (int) x;
          long on =
              IntStream.range(0, mask.width() * mask.height())
                  .filter(i -> mask.pixels()[3 * i] == maskId)
                  .count();
          means.add("centre of box on the kind", mask.pixels()[3 * pixel] == maskId ? 1 : 0);
          means.add(
              "centre of box on the kind, by chance", (double) on / mask.width() / mask.height());
        });
  }

  /** Which part of the best of all images is found among candidates, and how long that takes. */
  private void candidates(RegionQuery query, List<Integer> exact, Means means) {
    Set<Integer> best = new HashSet<>(exact.subList(0, K));
    for (int candidates : CANDIDATES) {
      long start = System.nanoTime();
      List<RegionHit> found = regions.search(query, SearchOptions.nearest(K), candidates);
      double seconds = (System.nanoTime() - start) / 1e9;
      String of = String.format(Locale.ROOT, " with %3d candidates", candidates);
      means.add("ms a query" + of, 1000 * seconds);
      means.add(
          "recall@10" + of,
          found.stream().filter(each -> best.contains(scene(each.hit()))).count() / (double) K);
    }
  }

  /** How far scores of quantised patches are from those of fp32, and whether the first ten stay. */
  private static void compare(
      RegionQuery query, List<RegionHit> exact, List<ExactIndex> fp32, Means means) {
    int dim = query.patches().dim();
    int[] counting =
        IntStream.range(0, query.weights().length)
            .filter(patch -> query.weights()[patch] > 0)
            .toArray();
    float[] rows = new float[counting.length * dim];
    double weight = 0;
    for (int i = 0; i < counting.length; i++) {
      System.arraycopy(query.patches().values(), counting[i] * dim, rows, i * dim, dim);
      weight += query.weights()[counting[i]];
    }
    double[] scores = new double[fp32.size()];
    for (int scene = 0; scene < scores.length; scene++) {
      List<Neighbours> best = fp32.get(scene).search(rows, 1);
      for (int i = 0; i < counting.length; i++) {
        scores[scene] += query.weights()[counting[i]] * best.get(i).similarity()[0] / weight;
      }
    }
    double[] kept = new double[scores.length];
    exact.forEach(found -> kept[scene(found.hit())] = found.hit().score());
    for (int scene = 0; scene < scores.length; scene++) {
      means.add("int8: error of a score", Math.abs(kept[scene] - scores[scene]));
    }
    List<Integer> order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(scene -> -scores[scene]))
            .toList();
    Set<Integer> best = new HashSet<>(order.subList(0, K));
    means.add(
        "int8: first ten that are those of fp32",
        exact.stream().limit(K).filter(found -> best.contains(scene(found.hit()))).count()
            / (double) K);
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
