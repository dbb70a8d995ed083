package io.github.dino4j.pretrain.step;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.PretrainConfig.Precision;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.Computation.Engine;
import io.github.dino4j.torch.ComputeDevice;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Chooses the way in which the blocks of student and teacher are computed. */
public final class StepComputation {
  private StepComputation() {}

  /** For a run of this configuration on this device. */
  public static Computation of(PretrainConfig config, ComputeDevice device) {
    boolean bf16 = config.compute().precision().on(device) == Precision.BF16;
    ElementType precision = bf16 ? ElementType.BF16 : ElementType.FP32;
    if (device == ComputeDevice.CUDA) {
      return Computation.of(Engine.CUDA, precision, "");
    }
    return objection(config, type(precision))
        .map(reason -> Computation.of(Engine.AUTOGRAD, precision, reason))
        .orElseGet(() -> Computation.of(Engine.KERNELS, precision, ""));
  }

  /** The same type in libtorch's words. */
  static ScalarType type(ElementType precision) {
    return precision == ElementType.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
  }

  private static Optional<String> objection(PretrainConfig config, ScalarType type) {
    if (config.compute().checkpointSegments() > 0) {
      return Optional.of("activations are computed again (compute.checkpoint_segments)");
    }
    ForwardMode mode = new ForwardMode(config.student().dropPathRate(), type, null);
    int cropSizes = config.crops().localCropsNumber() > 0 ? 2 : 1;
    if (mode.dropsPaths() != mode.dropsSamples(cropSizes)) {
      return Optional.of(
          "with one size of crops, samples dropped at so low a student.drop_path_rate are masked");
    }
    VisionTransformerConfig model = StudentArchitecture.of(config);
    return BlockStack.objection(model, type);
  }
}
