package io.github.dino4j.evaluate.application;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.evaluate.head.HeadFile;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.model.Layers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Segmentation heads as files: our own folders, and the released {@code .pth} files. */
public final class SegmentationHeadFile {
  static final String SIZE = "size";
  static final String INFERENCE = "inference";

  private SegmentationHeadFile() {}

  /** A class's name, or its number where it has none. */
  public static String title(List<String> names, int number) {
    return number < names.size() ? names.get(number) : "class " + number;
  }

  /**
   * @param names of the classes, as far as they are known
   * @param settings with the {@code size} that photos are shown at and the way of {@code inference}
   */
  public static void write(
      Path folder,
      SegmentationHead head,
      FeatureExtractor extractor,
      List<String> names,
      SequencedMap<String, String> settings) {
    Backbone backbone = Backbone.of(extractor);
    int layers = head.dim() / backbone.dim();
    SequencedMap<String, String> own = new LinkedHashMap<>();
    own.put(SIZE, settings.getOrDefault(SIZE, ""));
    own.put(INFERENCE, settings.getOrDefault(INFERENCE, ""));
    HeadFile.write(
        folder,
        new HeadDescription(
            HeadDescription.Task.SEGMENTATION,
            IntStream.range(0, head.classes()).mapToObj(i -> title(names, i)).toList(),
            backbone,
            new Layers(IntStream.rangeClosed(-layers, -1).boxed().toList(), true),
            extractor.transform().toString(),
            own,
            settings),
        head.tensors().values());
  }

  /**
   * @param path a folder with a head of ours, or a released head's file
   * @throws DinoException if it is damaged, for another task, or of another backbone
   */
  public static SegmentationHead read(Path path, Backbone backbone) {
    if (Files.isRegularFile(path) && !path.toString().endsWith(".json")) {
      return SegmentationHead.load(path);
    }
    try (HeadFile head = HeadFile.open(path)) {
      head.description().require(HeadDescription.Task.SEGMENTATION, backbone);
      return SegmentationHead.of(head.weights(), path.toString());
    }
  }
}
