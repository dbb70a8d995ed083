package io.github.dino4j.benchmarks;

import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.evaluate.depth.Alignment;
import io.github.dino4j.evaluate.depth.DepthComparison;
import io.github.dino4j.evaluate.depth.DepthEvaluation;
import io.github.dino4j.evaluate.depth.DepthFormat;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthMetric;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.evaluate.depth.DepthTruths;
import io.github.dino4j.evaluate.depth.head.DepthEstimator;
import io.github.dino4j.evaluate.depth.head.DepthHead;
import io.github.dino4j.evaluate.depth.head.DepthHeadConfig;
import io.github.dino4j.evaluate.depth.head.DptDepthHead;
import io.github.dino4j.evaluate.depth.head.LinearDepthHead;
import io.github.dino4j.evaluate.depth.training.CachedDepthBatches;
import io.github.dino4j.evaluate.depth.training.DepthTraining;
import io.github.dino4j.evaluate.depth.training.DepthTrainingOptions;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Trains a depth head on features of a folder with {@code train/images}, {@code train/depth} and
 * the same of {@code test}, whose depth is relative, and writes features, first weights and truth
 * for a twin. Arguments: folder, model, {@code linear}, {@code linear4} or the channels of a DPT
 * head, iterations, images a batch, file for the twin. Prints one JSON.
 */
public final class DepthTrainingSpeed {
  private static final DepthComparison PROTOCOL =
      DepthComparison.relative(Alignment.SCALE_AND_SHIFT);

  private DepthTrainingSpeed() {}

  /** Images of a split as the head sees them. */
  private record Split(FrozenFeatures features, List<DepthMap> truths) {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (FeatureExtractor extractor = FeatureExtractor.load(arguments[1]);
        DepthHead head = head(arguments[2], extractor.config().dim())) {
      DepthEstimator estimator = new DepthEstimator(extractor, head, Integer.MAX_VALUE);
      Split train = split(folder.resolve("train"), estimator);
      Split test = split(folder.resolve("test"), estimator);
      write(Path.of(arguments[5]), train, test, head);
      DepthTrainingOptions options =
          DepthTrainingOptions.byDefault()
              .withIterations(Integer.parseInt(arguments[3]))
              .withBatch(Integer.parseInt(arguments[4]));
      long start = System.nanoTime();
      double[] last = new double[1];
      try (DepthTraining training =
          new DepthTraining(
              head,
              new CachedDepthBatches(train.features(), train.truths()::get, options),
              options)) {
        training.advance(options.iterations(), _ -> 1, (_, _, loss) -> last[0] = loss);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "{\"seconds\": %.3f, \"abs_rel\": %.5f, \"loss\": %.5f, \"options\": \"%s\"}%n",
          seconds, absRel(head, test), last[0], options);
    }
  }

  private static DepthHead head(String kind, int dim) {
    DepthHeadConfig config = DepthHeadConfig.of(dim, DepthRange.RELATIVE);
    return switch (kind) {
      case "linear" -> LinearDepthHead.create(config, 1, 0);
      case "linear4" -> LinearDepthHead.create(config, 4, 0);
      default -> DptDepthHead.create(config, Integer.parseInt(kind), 0);
    };
  }

  private static Split split(Path folder, DepthEstimator estimator) {
    DepthTruths depth = new DepthTruths.Folder(folder.resolve("depth"), new DepthFormat.Relative());
    ImageDecoder decoder = new ImageDecoder();
    List<List<Features>> features = new ArrayList<>();
    List<DepthMap> truths = new ArrayList<>();
    try (RecordStream images =
        ImageSource.of(List.of(folder.resolve("images").toString())).open()) {
      while (images.hasNext()) {
        ImageRecord record = images.next();
        RgbImage image = decoder.decode(record.read());
        features.addAll(estimator.features(List.of(image)));
        truths.add(depth.read(record, Size.of(image)));
      }
    }
    return new Split(FrozenFeatures.of(features), truths);
  }

  private static double absRel(DepthHead head, Split split) {
    DepthEvaluation evaluation = new DepthEvaluation(PROTOCOL);
    for (int i = 0; i < split.features().size(); i++) {
      DepthMap truth = split.truths().get(i);
      evaluation.add(head.predict(split.features().get(i), truth.size()), truth);
    }
    return evaluation.result().get(DepthMetric.ABS_REL).value();
  }

  private static void write(Path file, Split train, Split test, DepthHead head) throws Exception {
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    put(tensors, "train", train, head.layers());
    put(tensors, "test", test, head.layers());
    Collection<TensorEntry> weights = head.state().values();
    weights.forEach(entry -> tensors.put(entry.name(), entry.named("head." + entry.name())));
    Files.deleteIfExists(file);
    Safetensors.write(file, tensors.values(), Map.of("format", "pt"));
  }

  private static void put(Map<String, TensorEntry> all, String name, Split split, int layers) {
    int count = split.features().size();
    for (int layer = 0; layer < layers; layer++) {
      int index = layer;
      var grid = split.features().get(0).get(layer).patches();
      List<float[]> patches =
          IntStream.range(0, count)
              .mapToObj(i -> split.features().get(i).get(index).patches().values())
              .toList();
      List<float[]> cls =
          IntStream.range(0, count)
              .mapToObj(i -> split.features().get(i).get(index).cls())
              .toList();
      add(all, name + ".patches." + layer, patches, grid.rows(), grid.columns(), grid.dim());
      add(all, name + ".cls." + layer, cls, grid.dim());
    }
    DepthMap first = split.truths().getFirst();
    List<float[]> truths = split.truths().stream().map(DepthMap::values).toList();
    add(all, name + ".depth", truths, first.height(), first.width());
  }

  private static void add(
      Map<String, TensorEntry> all, String name, List<float[]> rows, long... shape) {
    float[] values = new float[Math.multiplyExact(rows.size(), rows.getFirst().length)];
    for (int i = 0; i < rows.size(); i++) {
      float[] row = rows.get(i);
      System.arraycopy(row, 0, values, i * row.length, row.length);
    }
    long[] whole = new long[shape.length + 1];
    whole[0] = rows.size();
    System.arraycopy(shape, 0, whole, 1, shape.length);
    all.put(name, TensorEntry.of(name, values, whole));
  }
}
