package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A backbone with the heads that a {@link LossPlan} asks for: what student and teacher each are.
 *
 * <p>Owns its parameters until {@link #close()}.
 */
public final class Network implements AutoCloseable {
  private final VisionTransformer backbone;
  private final Map<HeadName, DinoHead> heads = new EnumMap<>(HeadName.class);

  private Network(LossPlan plan, VisionTransformer backbone) {
    this.backbone = backbone;
    plan.heads().forEach((name, head) -> heads.put(name, head(head, backbone.config().dim())));
  }

  private static DinoHead head(PretrainConfig.Head head, int width) {
    return new DinoHead(
        new DinoHead.Shape(
            width, head.hidden(), head.bottleneck(), head.prototypes(), head.layers(), true));
  }

  /**
   * A network of zeros.
   *
   * @throws io.github.dino4j.DinoException if the configuration describes none
   */
  public static Network of(PretrainConfig config) {
    return new Network(LossPlan.of(config), new VisionTransformer(StudentArchitecture.of(config)));
  }

  /** A network with fresh weights; the same seed gives the same. */
  public static Network initialized(PretrainConfig config, long seed) {
    var student = config.student();
    var spread =
        new Initialization.Spread(student.initStd(), student.posEmbedStd(), student.posEmbedInit());
    VisionTransformer backbone = Initialization.of(StudentArchitecture.of(config), seed, spread);
    Network network = new Network(LossPlan.of(config), backbone);
    try (Scope scope = Scope.open()) {
      Generator generator = Tensors.generator(seed + 1);
      network.heads().forEach(head -> head.initialize(generator));
    }
    return network;
  }

  public VisionTransformer backbone() {
    return backbone;
  }

  /** One of the heads of the plan. */
  DinoHead head(HeadName name) {
    return Objects.requireNonNull(heads.get(name));
  }

  Collection<DinoHead> heads() {
    return heads.values();
  }

  /** {@code backbone}, {@code dino_head} and, where there is one, {@code ibot_head}. */
  public Map<String, Parameters> submodules() {
    Map<String, Parameters> submodules = new LinkedHashMap<>();
    submodules.put(Submodule.BACKBONE, backbone.parameters());
    heads.forEach((name, head) -> submodules.put(name.submodule(), head.parameters()));
    return submodules;
  }

  /** All parameters, under names such as {@code dino_head.mlp.0.weight}. */
  public Map<String, Tensor> named() {
    Map<String, Tensor> named = new LinkedHashMap<>();
    submodules()
        .forEach((module, parameters) ->
            parameters.named().forEach((name, tensor) -> named.put(module + "." + name, tensor)));
    return named;
  }

  /** Takes over the weights of a network of the same shape. */
  public void copyFrom(Network other) {
    Map<String, Parameters> others = other.submodules();
    submodules()
        .forEach((module, parameters) ->
            parameters.load(Objects.requireNonNull(others.get(module)).named()));
  }

  /** Takes over the weights of the first process; all of them must call this together. */
  void broadcast(ProcessGroup processes) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      named().values().forEach(processes::broadcast);
    }
  }

  /** Moves all parameters, as new leaves: see {@link Parameters#moveTo}. */
  void moveTo(Device device) {
    submodules().values().forEach(parameters -> parameters.moveTo(device, ScalarType.Float));
  }

  @Override
  public void close() {
    backbone.close();
    heads.values().forEach(DinoHead::close);
  }
}
