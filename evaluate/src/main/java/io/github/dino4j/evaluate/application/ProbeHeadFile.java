package io.github.dino4j.evaluate.application;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.evaluate.head.HeadFile;
import io.github.dino4j.model.Layers;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Classifiers as files: our own folders, and the released {@code .pth} files of bare weight and
 * bias.
 */
public final class ProbeHeadFile {
  private static final String BLOCKS = "blocks";
  private static final String MEAN = "mean_patch";

  private ProbeHeadFile() {}

  /** Blocks are counted from the end, so that the head says what it wants of any depth. */
  public static void write(
      Path folder, LinearHead head, Backbone backbone, SequencedMap<String, String> training) {
    ProbeInput input = head.input();
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put(BLOCKS, String.valueOf(input.blocks()));
    settings.put(MEAN, String.valueOf(input.meanPatch()));
    Layers layers = new Layers(IntStream.rangeClosed(-input.blocks(), -1).boxed().toList(), true);
    String transform = training.getOrDefault("shown as", "");
    HeadFile.write(
        folder,
        new HeadDescription(
            HeadDescription.Task.CLASSIFICATION,
            head.classes(),
            backbone,
            layers,
            transform,
            settings,
            training),
        List.of(
            TensorEntry.of("weight", head.weights(), head.classes().size(), head.inputs()),
            TensorEntry.of("bias", head.bias(), head.classes().size())));
  }

  /**
   * @param path a folder with a head of ours, or a released head's file
   * @param backbone that it is to run on
   * @throws DinoException if it is damaged, no classifier, or of another backbone
   */
  public static LinearHead read(Path path, Backbone backbone) {
    if (Files.isRegularFile(path) && !path.toString().endsWith(".json")) {
      return LinearHead.load(path, backbone.dim(), List.of());
    }
    try (HeadFile file = HeadFile.open(path)) {
      HeadDescription said = file.description();
      said.require(HeadDescription.Task.CLASSIFICATION, backbone);
      ProbeInput input =
          new ProbeInput(
              Integer.parseInt(said.settings().getOrDefault(BLOCKS, "1")),
              Boolean.parseBoolean(said.settings().getOrDefault(MEAN, "true")));
      int classes = said.classes().size();
      return new LinearHead(
          file.floats("weight", classes, input.length(backbone.dim())),
          file.floats("bias", classes),
          said.classes(),
          input);
    }
  }
}
