package io.github.dino4j.benchmarks;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.evaluate.classification.KnnClassifier;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.Predictions;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.classification.linear.CachedProbeBatches;
import io.github.dino4j.evaluate.classification.linear.LearningRates;
import io.github.dino4j.evaluate.classification.linear.LinearOptions;
import io.github.dino4j.evaluate.classification.linear.LinearResult;
import io.github.dino4j.evaluate.classification.linear.LinearSweep;
import io.github.dino4j.evaluate.classification.linear.ProbeBatches;
import io.github.dino4j.evaluate.classification.logistic.LogisticOptions;
import io.github.dino4j.evaluate.classification.logistic.LogisticResult;
import io.github.dino4j.evaluate.classification.logistic.LogisticSweep;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.model.Layers;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The classification protocols on the features of a folder, each as one line of JSON: what it found
 * and the seconds that it took. Arguments: {@code features MODEL PHOTOS FOLDER} computes the
 * features of {@code PHOTOS/{train,validation,test}/CLASS}; {@code knn FOLDER}, {@code linear
 * FOLDER STEPS SEED} and {@code logistic FOLDER} read them.
 */
public final class ClassificationSpeed {
  private static final int BLOCKS = 4;
  private static final int BATCH = 16;
  private static final List<Integer> NEIGHBOURS = List.of(10, 20, 100, 200);

  private ClassificationSpeed() {}

  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "features" -> compute(arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
      case "knn" -> print(knn(Path.of(arguments[1])));
      case "linear" ->
          print(
              linear(
                  Path.of(arguments[1]),
                  Integer.parseInt(arguments[2]),
                  Long.parseLong(arguments[3])));
      case "logistic" -> print(logistic(Path.of(arguments[1])));
      default -> throw new DinoException("features, knn, linear or logistic");
    }
  }

  private static void print(Map<String, Object> result) {
    System.out.println(Json.compact(result));
  }

  private static void compute(String model, Path photos, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> classes = names(photos.resolve("train"));
    try (FeatureExtractor extractor = FeatureExtractor.load(model)) {
      for (String split : List.of("train", "validation", "test")) {
        List<Path> files =
            classes.stream()
                .map(photos.resolve(split)::resolve)
                .flatMap(each -> names(each).stream().map(each::resolve))
                .toList();
        write(folder.resolve(split + ".safetensors"), features(extractor, files, classes));
      }
    }
  }

  private static List<String> names(Path folder) {
    return Stream.of(Objects.requireNonNull(folder.toFile().list())).sorted().toList();
  }

  private static ProbeFeatures features(
      FeatureExtractor extractor, List<Path> files, List<String> classes) throws IOException {
    Layers layers = Layers.last(BLOCKS, extractor.config().depth());
    List<List<Features>> features = new ArrayList<>();
    for (int first = 0; first < files.size(); first += BATCH) {
      List<PreparedImage> batch = new ArrayList<>();
      for (Path file : files.subList(first, Math.min(files.size(), first + BATCH))) {
        batch.add(extractor.prepare(Files.readAllBytes(file)));
      }
      features.addAll(extractor.layers(batch, layers));
    }
    int[] labels =
        files.stream()
            .mapToInt(file -> classes.indexOf(file.getName(file.getNameCount() - 2).toString()))
            .toArray();
    return ProbeFeatures.of(FrozenFeatures.of(features), labels, classes.size());
  }

  private static void write(Path file, ProbeFeatures features) {
    int columns = (features.blocks() + 1) * features.dim();
    float[] values = features.inputs(new ProbeInput(features.blocks(), true), 0, features.size());
    float[] labels = new float[features.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = features.labels()[i];
    }
    Safetensors.write(
        file,
        List.of(
            TensorEntry.of("rows", values, features.size(), columns),
            TensorEntry.of("labels", labels, labels.length)),
        Map.of("classes", Integer.toString(features.classes())));
  }

  private static ProbeFeatures read(Path folder, String split) {
    try (WeightFile file = WeightFile.open(folder.resolve(split + ".safetensors"))) {
      TensorEntry rows = file.get("rows");
      int columns = (int) rows.shape()[1];
      float[] values = rows.floats().toArray(ValueLayout.JAVA_FLOAT);
      float[] labels = file.get("labels").floats().toArray(ValueLayout.JAVA_FLOAT);
      float[][] byImage = new float[labels.length][];
      int[] numbers = new int[labels.length];
      for (int i = 0; i < labels.length; i++) {
        byImage[i] = Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
        numbers[i] = (int) labels[i];
      }
      int classes =
          Integer.parseInt(Objects.requireNonNull(file.metadata().get("classes"), "no classes"));
      return new ProbeFeatures(byImage, columns / (BLOCKS + 1), BLOCKS, numbers, classes);
    }
  }

  private static LabelledFeatures cls(Path folder, String split) {
    ProbeFeatures features = read(folder, split);
    float[] values = features.inputs(new ProbeInput(1, false), 0, features.size());
    return new LabelledFeatures(values, features.dim(), features.labels(), features.classes());
  }

  private static Map<String, Object> knn(Path folder) {
    LabelledFeatures train = cls(folder, "train");
    LabelledFeatures test = cls(folder, "test");
    long start = System.nanoTime();
    List<Predictions> predictions =
        new KnnClassifier(train, KnnClassifier.TEMPERATURE)
            .predict(test.values(), test.labels(), NEIGHBOURS);
    Map<String, Object> result = timed(start);
    for (int i = 0; i < NEIGHBOURS.size(); i++) {
      Predictions found = predictions.get(i);
      result.put("top1_" + NEIGHBOURS.get(i), found.top1());
      List<Integer> predicted = new ArrayList<>();
      for (int image = 0; image < found.size(); image++) {
        predicted.add(found.predicted(image));
      }
      result.put("predicted_" + NEIGHBOURS.get(i), predicted);
    }
    return result;
  }

  private static Map<String, Object> linear(Path folder, int steps, long seed) {
    LinearOptions standard = LinearOptions.standard(LearningRates.CODE).withSteps(steps);
    LinearOptions options =
        new LinearOptions(
            standard.inputs(), standard.rates(), standard.batch(), steps, steps, seed);
    ProbeFeatures train = read(folder, "train");
    ProbeFeatures validation = read(folder, "validation");
    ProbeFeatures test = read(folder, "test");
    ProbeBatches batches = new CachedProbeBatches(train, options);
    try (LinearSweep sweep = new LinearSweep(options, batches, validation)) {
      long start = System.nanoTime();
      while (!sweep.isDone()) {
        double ignored = sweep.step();
      }
      LinearResult found = sweep.result(LinearHead.numbered(train.classes()));
      Map<String, Object> result = timed(start);
      result.put("best", found.best().input() + ", " + found.best().rate());
      result.put("validation", found.best().top1());
      result.put("top1", found.head().predict(test).top1());
      return result;
    }
  }

  private static Map<String, Object> logistic(Path folder) {
    LabelledFeatures test = cls(folder, "test");
    var split = new LogisticSweep.Split(cls(folder, "train"), cls(folder, "validation"));
    long start = System.nanoTime();
    try (LogisticSweep sweep = new LogisticSweep(LogisticOptions.standard(), split)) {
      while (!sweep.isDone()) {
        LogisticResult.Trial ignored = sweep.step();
      }
      LogisticResult found = sweep.result(LinearHead.numbered(test.classes()));
      Map<String, Object> result = timed(start);
      result.put("strength", found.fit().strength());
      result.put("validation", found.best().accuracy());
      result.put("top1", found.head().predict(test).top1());
      result.put(
          "objectives", found.sweep().stream().map(trial -> trial.fit().objective()).toList());
      result.put("accuracies", found.sweep().stream().map(LogisticResult.Trial::accuracy).toList());
      result.put(
          "iterations", found.sweep().stream().map(trial -> trial.fit().iterations()).toList());
      return result;
    }
  }

  private static Map<String, Object> timed(long start) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("seconds", (System.nanoTime() - start) / 1e9);
    return result;
  }
}
