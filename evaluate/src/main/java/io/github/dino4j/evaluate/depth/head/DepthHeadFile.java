package io.github.dino4j.evaluate.depth.head;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.file.StateDict;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Heads from weight files: the released {@code {model}_{nyu,kitti}_{linear,linear4,dpt}_head.pth}
 * of Meta AI and what {@link DepthHead#state} gave. Kind, layers and channels are told by shapes.
 */
public final class DepthHeadFile {
  private static final String STATE = "state_dict.";
  private static final String PREFIX = "decode_head.";
  private static final String LINEAR = "conv_depth.weight";
  private static final String STAGE = "reassemble_blocks.projects.%d.conv.weight";
  private static final String JOINED = "project.conv.weight";

  private DepthHeadFile() {}

  /** The range that a released head's name states: 80 m for KITTI, else 10 m. */
  public static DepthRange range(String name) {
    return name.toLowerCase(Locale.ROOT).contains("_kitti_") ? DepthRange.KITTI : DepthRange.NYU;
  }

  /**
   * Reads a head; what a checkpoint holds beside its {@code state_dict}, and in that beside the
   * head, is passed over. Owned by the caller.
   *
   * @throws DinoException in one line, if the file cannot be read, holds no depth head, or one of
   *     other shapes
   */
  public static DepthHead read(Path file, DepthHeadConfig config) {
    try (WeightFile weights = WeightFile.open(file)) {
      return of(weights.entries(), config);
    } catch (DinoException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(file.toString()) ? e : new DinoException(file + ": " + message, e);
    }
  }

  /**
   * The same of tensors that lie anywhere; they are copied.
   *
   * @throws DinoException in one line, without the name of a file
   */
  public static DepthHead of(Map<String, TensorEntry> entries, DepthHeadConfig config) {
    Map<String, TensorEntry> state = inside(inside(entries, STATE), PREFIX);
    StateDict.requireFinite(state);
    DepthHead head = shaped(state, config);
    try {
      FileTensors.load(head.parameters(), state);
      return head;
    } catch (RuntimeException e) {
      head.close();
      throw e;
    }
  }

  /** What stands under a prefix, without it; everything where nothing does. */
  private static Map<String, TensorEntry> inside(Map<String, TensorEntry> all, String prefix) {
    Map<String, TensorEntry> inside = new LinkedHashMap<>();
    all.forEach((name, entry) -> {
      if (name.startsWith(prefix)) {
        inside.put(name.substring(prefix.length()), entry);
      }
    });
    return inside.isEmpty() ? all : inside;
  }

  private static DepthHead shaped(Map<String, TensorEntry> state, DepthHeadConfig config) {
    if (state.containsKey(STAGE.formatted(0))) {
      List<Integer> stages =
          IntStream.range(0, ReassembleBlock.Stage.values().length)
              .mapToObj(i -> side(state, STAGE.formatted(i), 0))
              .toList();
      return new DptDepthHead(config, stages, side(state, JOINED, 0));
    }
    int layers = side(state, LINEAR, 1) / (2 * config.dim());
    if (layers != 1 && layers != 4 || side(state, LINEAR, 1) % (2 * config.dim()) != 0) {
      throw new DinoException(
          "%s takes %d features, but patch and CLS of 1 or 4 layers of this backbone have %d or %d; take the head's own backbone"
              .formatted(LINEAR, side(state, LINEAR, 1), 2 * config.dim(), 8 * config.dim()));
    }
    return new LinearDepthHead(config, layers, side(state, LINEAR, 0));
  }

  private static int side(Map<String, TensorEntry> state, String name, int dimension) {
    TensorEntry entry = state.get(name);
    if (entry == null || entry.shape().length != 4) {
      throw new DinoException("no depth head: it has no %s of four dimensions".formatted(name));
    }
    return Math.toIntExact(entry.shape()[dimension]);
  }
}
