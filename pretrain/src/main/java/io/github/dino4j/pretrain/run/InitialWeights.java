package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.model.GridSize;
import io.github.dino4j.model.PositionGrid;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.catalogue.ModelFiles;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.pretrain.step.Network;
import io.github.dino4j.pretrain.step.TrainingStep;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights that a new run starts from ({@code student.pretrained_weights}): a backbone of any
 * layout, which student and teacher both take, or an earlier run, whose student, teacher and heads
 * are taken. Positions are resized where the crops have another size, as for a phase at high
 * resolution; moments, schedules and centres begin anew.
 */
final class InitialWeights {
  private static final String POSITIONS = "pos_embed";

  private final TrainingStep training;
  private final String source;

  private InitialWeights(TrainingStep training, String source) {
    this.training = training;
    this.source = source;
  }

  /**
   * @param source a released model's name, a weight file or folder, a run's folder, or one of its
   *     checkpoints
   * @return what was taken, in words
   * @throws DinoException if it is of another architecture or cannot be read
   */
  static String load(String source, TrainingStep training) {
    return new InitialWeights(training, source).load();
  }

  private String load() {
    Path path = PathText.path(source);
    RunFolder run = new RunFolder(path);
    if (run.holdsRun()) {
      var last = new Checkpoints(run.checkpoints()).last();
      return fromRun(
          last.orElseThrow(() -> new DinoException(path + " holds no checkpoint yet")).file());
    }
    return Files.isRegularFile(path) && isState(path) ? fromRun(path) : fromBackbone();
  }

  private static boolean isState(Path file) {
    try (WeightFile weights = WeightFile.open(file)) {
      return weights.entries().keySet().stream()
          .anyMatch(name -> name.startsWith("student.backbone."));
    }
  }

  private String fromBackbone() {
    try (ModelFile file = ModelFiles.open(source, DownloadProgress.SILENT)) {
      for (Network network : List.of(training.student(), training.average())) {
        takeBackbone(network, file.parameters(), file.config().grid());
      }
    }
    return "student and teacher start from " + source + ", heads afresh";
  }

  private String fromRun(Path state) {
    List<String> fresh = new ArrayList<>();
    try (WeightFile file = WeightFile.open(state)) {
      take(training.student(), inside(file.entries(), "student."), fresh);
      take(training.average(), inside(file.entries(), "teacher."), fresh);
    }
    String heads = fresh.isEmpty() ? "heads included" : "but for " + String.join(", ", fresh);
    return "student and teacher start from %s, %s".formatted(state, heads);
  }

  private void take(Network network, Map<String, TensorEntry> entries, List<String> fresh) {
    network
        .submodules()
        .forEach((name, parameters) -> {
          Map<String, TensorEntry> own = inside(entries, name + ".");
          if (name.equals("backbone")) {
            takeBackbone(network, own, square(own));
          } else if (shapes(own).equals(shapes(parameters))) {
            FileTensors.load(parameters, own);
          } else if (!fresh.contains(name)) {
            fresh.add(name);
          }
        });
  }

  /** The grid of a run's positions, which is always square. */
  private static GridSize square(Map<String, TensorEntry> entries) {
    TensorEntry positions = entries.get(POSITIONS);
    int side = positions == null ? 0 : (int) Math.round(Math.sqrt(positions.shape()[1] - 1));
    return new GridSize(side, side);
  }

  private void takeBackbone(Network network, Map<String, TensorEntry> entries, GridSize grid) {
    Map<String, TensorEntry> fitted = new LinkedHashMap<>(entries);
    VisionTransformerConfig config = network.backbone().config();
    fitted.computeIfPresent(POSITIONS, (_, entry) -> resized(entry, grid, config));
    try {
      FileTensors.load(network.backbone().parameters(), fitted);
    } catch (DinoException e) {
      throw new DinoException(
          "student.pretrained_weights: %s is of another architecture than the student section: %s"
              .formatted(source, e.getMessage()),
          e);
    }
  }

  /** {@code [1, 1 + grid, dim]} for the grid of {@code config}; as it is if it cannot be. */
  private static TensorEntry resized(
      TensorEntry entry, GridSize from, VisionTransformerConfig config) {
    long[] shape = entry.shape();
    GridSize to = config.grid();
    int dim = config.dim();
    if (from.equals(to) || from.patches() + 1 != shape[1] || shape[2] != dim) {
      return entry;
    }
    float[] stored = entry.floats().toArray(ValueLayout.JAVA_FLOAT);
    float[] grid = Arrays.copyOfRange(stored, dim, stored.length);
    float[] moved = PositionGrid.resize(grid, from, to, config.positions());
    float[] all = Arrays.copyOf(stored, dim + moved.length);
    System.arraycopy(moved, 0, all, dim, moved.length);
    return TensorEntry.of(POSITIONS, all, 1, 1 + to.patches(), dim);
  }

  private static Map<String, TensorEntry> inside(Map<String, TensorEntry> entries, String prefix) {
    Map<String, TensorEntry> inside = new LinkedHashMap<>();
    entries.forEach((name, entry) -> {
      if (name.startsWith(prefix)) {
        inside.put(name.substring(prefix.length()), entry);
      }
    });
    return inside;
  }

  private static Map<String, List<Long>> shapes(Map<String, TensorEntry> entries) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    entries.forEach((name, entry) -> shapes.put(name, boxed(entry.shape())));
    return shapes;
  }

  private static Map<String, List<Long>> shapes(Parameters parameters) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    parameters.named().forEach((name, tensor) -> shapes.put(name, boxed(Tensors.shape(tensor))));
    return shapes;
  }

  private static List<Long> boxed(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
