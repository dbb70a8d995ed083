package io.github.dino4j.pretrain.step;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.onednn.NotImplementedException;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.Computation.Engine;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.Torch;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A network that gives targets and never learns: packed for the processor where that can be, else
 * run by the kernels that train, else by libtorch.
 *
 * <p>Owns its weights until {@link #close()}; one thread at a time may use it.
 */
public final class FrozenTeacher implements AutoCloseable {
  private final VisionTransformerConfig config;
  private final Computation computation;
  private final Teacher teacher;
  private final List<AutoCloseable> owned = new ArrayList<>();

  /**
   * Its weights, by the reference's names.
   *
   * @param heads those that it is asked for; none to give features
   */
  public record Weights(
      VisionTransformerConfig config,
      Map<String, TensorEntry> backbone,
      Map<HeadName, Map<String, TensorEntry>> heads) {}

  /**
   * Copies the weights.
   *
   * @param computation of the student; this computes in the same precision
   * @param device of the student
   * @throws DinoException if weights are missing or misshapen
   */
  public FrozenTeacher(Weights weights, Computation computation, ComputeDevice device) {
    config = weights.config();
    try {
      Map<HeadName, DinoHead> heads = new EnumMap<>(HeadName.class);
      weights.heads().forEach((name, entries) -> heads.put(name, head(entries, device)));
      Backbone made = backbone(weights, computation, device);
      this.computation = made.computation();
      teacher = new Teacher(made.features(), heads);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private record Backbone(Teacher.Backbone features, Computation computation) {}

  private DinoHead head(Map<String, TensorEntry> entries, ComputeDevice device) {
    DinoHead head = owned(new DinoHead(DinoHead.Shape.of(entries)));
    FileTensors.load(head.parameters(), entries);
    try (Scope scope = Scope.open()) {
      head.parameters().moveTo(device.toTorch(), ScalarType.Float);
    }
    return head;
  }

  private Backbone backbone(Weights weights, Computation computation, ComputeDevice device) {
    boolean bf16 = StepComputation.type(computation.precision()) == ScalarType.BFloat16;
    Precision precision = bf16 ? Precision.BF16 : Precision.FP32;
    if (device == ComputeDevice.CPU && precision.runs()) {
      try {
        return packed(weights, precision);
      } catch (NotImplementedException e) {
        return trainable(weights, computation, device);
      }
    }
    return trainable(weights, computation, device);
  }

  private Backbone packed(Weights weights, Precision precision) {
    FrozenTransformer packed =
        owned(
            new FrozenTransformer(
                name -> Objects.requireNonNull(weights.backbone().get(name)).floats(),
                config,
                new FrozenTransformer.Options(precision, Torch.threads())));
    return new Backbone(crops -> features(packed, crops), packed.computation());
  }

  private Teacher.Features features(FrozenTransformer packed, Tensor crops) {
    Tensor images = crops.contiguous();
    int count = (int) images.size(0);
    int height = (int) images.size(2);
    int width = (int) images.size(3);
    long patches = (long) (height / config.patchSize()) * (width / config.patchSize());
    Tensor tokens = Tensors.empty(count, config.prefixTokens() + patches, config.dim());
    packed.tokens(new Pixels(Tensors.memory(images), count, height, width), Tensors.memory(tokens));
    return new Teacher.Features(
        tokens.select(1, 0), tokens.narrow(1, config.prefixTokens(), patches));
  }

  private Backbone trainable(Weights weights, Computation computation, ComputeDevice device) {
    VisionTransformer transformer = owned(new VisionTransformer(config));
    FileTensors.load(transformer.parameters(), weights.backbone());
    try (Scope scope = Scope.open()) {
      transformer.parameters().moveTo(device.toTorch(), ScalarType.Float);
    }
    ScalarType type = StepComputation.type(computation.precision());
    if (device == ComputeDevice.CPU && BlockStack.objection(config, type).isEmpty()) {
      BlockStack stack = owned(new BlockStack(config, type));
      return new Backbone(
          Teacher.of(transformer, type, stack),
          Computation.of(Engine.KERNELS, computation.precision(), ""));
    }
    Engine engine = device == ComputeDevice.CUDA ? Engine.CUDA : Engine.AUTOGRAD;
    return new Backbone(
        Teacher.of(transformer, type, null),
        Computation.of(engine, computation.precision(), "no other way for such a teacher"));
  }

  private <T extends AutoCloseable> T owned(T part) {
    owned.add(part);
    return part;
  }

  /** Features a token. */
  public int dim() {
    return config.dim();
  }

  /** The way in which its blocks are computed. */
  public Computation computation() {
    return computation;
  }

  Teacher teacher() {
    return teacher;
  }

  @Override
  public void close() {
    for (AutoCloseable part : owned.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new DinoException("a part of the teacher cannot be closed: " + e.getMessage(), e);
      }
    }
    owned.clear();
  }
}
