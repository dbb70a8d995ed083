package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.Projector;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A backbone with the heads, or the projector, that a {@link LossPlan} asks for: what the student
 * and its moving average each are.
 *
 * <p>Owns its parameters until {@link #close()}.
 */
public final class Network implements AutoCloseable {
  private final VisionTransformer backbone;
  private final Map<HeadName, DinoHead> heads = new EnumMap<>(HeadName.class);

  private final @Nullable Projector projector;

  private Network(LossPlan plan, VisionTransformer backbone, int teacherDim) {
    this.backbone = backbone;
    int dim = backbone.config().dim();
    plan.heads().forEach((name, head) -> heads.put(name, head(head, dim)));
    projector = plan.matchesFeatures() ? new Projector(new Projector.Shape(dim, teacherDim)) : null;
  }

  private static DinoHead head(PretrainConfig.Head head, int width) {
    return new DinoHead(
        new DinoHead.Shape(
            width, head.hidden(), head.bottleneck(), head.prototypes(), head.layers(), true));
  }

  /**
   * A network of zeros.
   *
   * @param teacherDim features a token of a frozen teacher, where they are matched
   * @throws io.github.dino4j.DinoException if the configuration describes none
   */
  public static Network of(PretrainConfig config, int teacherDim) {
    return new Network(
        LossPlan.of(config), new VisionTransformer(StudentArchitecture.of(config)), teacherDim);
  }

  /** The same without a frozen teacher. */
  public static Network of(PretrainConfig config) {
    return of(config, 0);
  }

  /** A network with fresh weights and no frozen teacher; the same seed gives the same. */
  public static Network initialized(PretrainConfig config, long seed) {
    return initialized(config, seed, 0);
  }

  /**
   * A network with fresh weights; the same seed gives the same.
   *
   * @param teacherDim features a token of a frozen teacher, where they are matched
   */
  public static Network initialized(PretrainConfig config, long seed, int teacherDim) {
    var student = config.student();
    var spread =
        new Initialization.Spread(student.initStd(), student.posEmbedStd(), student.posEmbedInit());
    VisionTransformer backbone = Initialization.of(StudentArchitecture.of(config), seed, spread);
    Network network = new Network(LossPlan.of(config), backbone, teacherDim);
    try (Scope scope = Scope.open()) {
      Generator generator = Tensors.generator(seed + 1);
      network.heads.values().forEach(head -> head.initialize(generator));
      if (network.projector != null) {
        network.projector.initialize(generator);
      }
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

  Map<HeadName, DinoHead> heads() {
    return Collections.unmodifiableMap(heads);
  }

  /** Where features of a frozen teacher are matched. */
  Projector projector() {
    return Objects.requireNonNull(projector);
  }

  /**
   * {@code backbone} with {@code dino_head} and, where there is one, {@code ibot_head}, or with
   * {@code projector}.
   */
  public Map<String, Parameters> submodules() {
    Map<String, Parameters> submodules = new LinkedHashMap<>();
    submodules.put(Submodule.BACKBONE, backbone.parameters());
    heads.forEach((name, head) -> submodules.put(name.submodule(), head.parameters()));
    if (projector != null) {
      submodules.put(Projector.NAME, projector.parameters());
    }
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
    if (projector != null) {
      projector.close();
    }
  }
}
