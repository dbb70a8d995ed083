package io.github.dino4j.benchmarks;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.step.Batch;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Times the student's backbone alone, forward and backward in bf16, in ways of which the training
 * step uses only the first. Arguments: number of steps, {@link Way}, {@code key=value} of the
 * configuration. Prints what {@link StepTimer} says.
 */
public final class BackboneVariants {
  private BackboneVariants() {}

  /** How all crops of a batch go through the backbone. */
  private enum Way {
    /** All sizes in one pass, stochastic depth computing the kept samples alone. */
    PACKED,
    /** A pass for each size. */
    CROP_BY_CROP,
    /**
     * The same, each branch computed for every sample and dropped by a factor of zero: the model
     * does so up to a rate of 0.1, and it costs the same at any.
     */
    MASKED
  }

  public static void main(String[] arguments) throws java.io.IOException {
    List<String> words = Arrays.asList(arguments);
    Way way = Way.valueOf(words.get(1));
    PretrainConfig config = StepTimer.config(words.subList(2, words.size()));
    try (Scope scope = Scope.open();
        VisionTransformer backbone = Initialization.of(StudentArchitecture.of(config), 0)) {
      Batch batch = NoiseBatches.of(config).getFirst();
      Generator generator = Tensors.generator(0);
      double rate = way == Way.MASKED ? 0.1 : config.student().dropPathRate();
      ForwardMode mode = new ForwardMode(rate, ScalarType.BFloat16, generator);
      StepTimer timer = new StepTimer(Integer.parseInt(words.get(0)), config.train().batchSize());
      timer.report(i -> step(backbone, passes(batch, way), mode));
    }
  }

  private static List<List<Crops>> passes(Batch batch, Way way) {
    Crops global = new Crops(batch.globalCrops(), null);
    Crops local = new Crops(Objects.requireNonNull(batch.localCrops()), null);
    return way == Way.PACKED
        ? List.of(List.of(global, local))
        : List.of(List.of(global), List.of(local));
  }

  private static void step(VisionTransformer backbone, List<List<Crops>> passes, ForwardMode mode) {
    try (Scope scope = Scope.open()) {
      List<Tensor> outputs = new ArrayList<>();
      for (List<Crops> crops : passes) {
        backbone.forward(crops, mode).stream().map(Tokens::norm).forEach(outputs::add);
      }
      Ops.backward(outputs, outputs.stream().map(Tensor::detach).toList());
    }
  }
}
