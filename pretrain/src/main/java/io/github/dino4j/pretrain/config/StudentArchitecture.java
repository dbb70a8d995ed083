package io.github.dino4j.pretrain.config;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.pretrain.config.PretrainConfig.Student;
import java.util.List;

/**
 * The backbone that the {@code student} section describes (dinov2/models/__init__.py), and what it
 * is shown.
 */
public final class StudentArchitecture {
  private static final int BYTE = 8;
  private static final int SHORT = 16;

  private StudentArchitecture() {}

  private record Size(int dim, int depth, int heads) {}

  /**
   * @throws DinoException if the section names what does not exist
   */
  public static VisionTransformerConfig of(PretrainConfig config) {
    Student student = config.student();
    if (!student.dropPathUniform()) {
      throw new DinoException(
          "student.drop_path_uniform: only true exists, the same rate in every block");
    }
    Size size = size(student);
    if (size.dim() % size.heads() != 0) {
      throw new DinoException(
          "student.num_heads %d does not divide student.embed_dim %d"
              .formatted(size.heads(), size.dim()));
    }
    return new VisionTransformerConfig(
        config.crops().globalCropsSize(),
        student.patchSize(),
        student.inChans(),
        size.dim(),
        size.depth(),
        size.heads(),
        feedForward(student.ffnLayer(), (int) (size.dim() * student.mlpRatio())),
        student.numRegisterTokens(),
        new Biases(student.qkvBias(), student.projBias(), student.ffnBias()),
        student.layerscale(),
        positions(student));
  }

  /**
   * What the images are brought to: the {@code data} section, or the usual.
   *
   * @throws DinoException if the lists do not fit the number of channels
   */
  public static InputChannels input(PretrainConfig config) {
    int count = config.student().inChans();
    PretrainConfig.Data data = config.data();
    if (data.bitDepth() != BYTE && data.bitDepth() != SHORT) {
      throw new DinoException(
          "data.bit_depth: %d; choose %d or %d".formatted(data.bitDepth(), BYTE, SHORT));
    }
    for (double deviation : data.std()) {
      if (!(deviation > 0)) {
        throw new DinoException("data.std: %s is not above 0".formatted(deviation));
      }
    }
    InputChannels usual = InputChannels.usual(count);
    return new InputChannels(
        oneEach("mean", data.mean(), usual.mean()),
        oneEach("std", data.std(), usual.deviation()),
        Math.max(data.bitDepth(), usual.bitDepth()));
  }

  private static List<Double> oneEach(String key, List<Double> given, List<Double> usual) {
    if (!given.isEmpty() && given.size() != usual.size()) {
      throw new DinoException(
          "data.%s: %d numbers for student.in_chans %d; write one a channel, or none"
              .formatted(key, given.size(), usual.size()));
    }
    return given.isEmpty() ? usual : given;
  }

  private static Size size(Student student) {
    Size named =
        switch (student.arch().replace("_memeff", "")) {
          case "vit_tiny" -> new Size(192, 12, 3);
          case "vit_small" -> new Size(384, 12, 6);
          case "vit_base" -> new Size(768, 12, 12);
          case "vit_large" -> new Size(1024, 24, 16);
          case "vit_giant2" -> new Size(1536, 40, 24);
          default ->
              throw new DinoException(
                  "student.arch: there is no \"%s\"; choose vit_tiny, vit_small, vit_base, vit_large or vit_giant2"
                      .formatted(student.arch()));
        };
    return new Size(
        student.embedDim() > 0 ? student.embedDim() : named.dim(),
        student.depth() > 0 ? student.depth() : named.depth(),
        student.numHeads() > 0 ? student.numHeads() : named.heads());
  }

  /**
   * @param wide width of an MLP
   */
  private static FeedForward feedForward(String name, int wide) {
    return switch (name) {
      case "mlp" -> new FeedForward.Mlp(wide);
      case "swiglu", "swiglufused" -> FeedForward.SwiGlu.insteadOf(wide);
      default ->
          throw new DinoException(
              "student.ffn_layer: there is no \"%s\"; choose mlp, swiglu or swiglufused"
                  .formatted(name));
    };
  }

  private static PositionMode positions(Student student) {
    double offset = student.interpolateOffset();
    if (offset == 0) {
      return student.interpolateAntialias() ? PositionMode.ANTIALIAS : PositionMode.SIZE;
    }
    if (offset == 0.1 && !student.interpolateAntialias()) {
      return PositionMode.OFFSET;
    }
    throw new DinoException(
        "student.interpolate_offset %s with interpolate_antialias %s does not exist; choose 0.1 with false, or 0.0"
            .formatted(offset, student.interpolateAntialias()));
  }
}
