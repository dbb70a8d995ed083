package io.github.dino4j.model.catalogue;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.weights.ParameterShapes;
import java.util.List;
import java.util.Optional;

/**
 * A backbone that Meta released, under the Apache License 2.0.
 *
 * @param name as in the name of its file: {@code dinov2_vits14_reg4}
 * @param aliases what it is called in the reference's hub, on Hugging Face and in timm
 * @param config its architecture
 * @param sha256 of its file, where it is known
 */
public record ReleasedModel(
    String name, List<String> aliases, VisionTransformerConfig config, Optional<String> sha256)
    implements ReleasedFile {
  /** Of code and weights. */
  public static final String LICENCE = "Apache-2.0";

  @Override
  public String fileName() {
    return name + "_pretrain.pth";
  }

  @Override
  public String path() {
    return folder() + fileName();
  }

  /** Below the base address: that of the model without registers (hub/backbones.py). */
  String folder() {
    return name.replace("_reg4", "") + "/";
  }

  @Override
  public String instead() {
    return "or use --model demo";
  }

  /** Number of values. */
  public long parameters() {
    return ParameterShapes.count(config);
  }

  /** What the file takes on disk, to within a few hundred kilobytes. */
  public long approximateBytes() {
    return 4 * parameters();
  }
}
