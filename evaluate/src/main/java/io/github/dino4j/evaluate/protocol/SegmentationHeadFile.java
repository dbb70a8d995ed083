package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.evaluate.head.HeadFile;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.model.Layers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Segmentation heads as files: our own folders, and the released {@code .pth} files. */
final class SegmentationHeadFile {
  private SegmentationHeadFile() {}

  static void write(
      Request request, SegmentationHead head, Evaluation evaluation, List<String> names) {
    Backbone backbone = evaluation.model().backbone();
    int layers = head.dim() / backbone.dim();
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("size", request.settings().text("size"));
    settings.put("inference", request.settings().text("inference"));
    HeadFile.write(
        request.report(),
        new HeadDescription(
            HeadDescription.Task.SEGMENTATION,
            IntStream.range(0, head.classes())
                .mapToObj(i -> SegmentationProtocol.title(names, i))
                .toList(),
            backbone,
            new Layers(IntStream.rangeClosed(-layers, -1).boxed().toList(), true),
            evaluation.model().extractor().transform().toString(),
            settings,
            request.settings().values()),
        head.tensors().values());
  }

  /**
   * @param path a folder with a head of ours, or a released head's file
   * @throws DinoException if it is damaged, for another task, or of another backbone
   */
  static SegmentationHead read(String path, Backbone backbone) {
    Path file = PathText.path(path);
    if (Files.isRegularFile(file) && !path.endsWith(".json")) {
      return SegmentationHead.load(file);
    }
    try (HeadFile head = HeadFile.open(file)) {
      head.description().require(HeadDescription.Task.SEGMENTATION, backbone);
      return SegmentationHead.of(head.weights(), path);
    }
  }
}
