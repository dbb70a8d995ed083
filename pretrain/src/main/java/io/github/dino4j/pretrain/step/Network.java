package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.config.Architecture;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A backbone with its heads: what student and teacher each are. Without a head for patches these
 * share the one for CLS tokens.
 *
 * <p>Owns its parameters until {@link #close()}.
 */
public final class Network implements AutoCloseable {
  private final VisionTransformer backbone;
  private final DinoHead dinoHead;
  private final @Nullable DinoHead ibotHead;

  private Network(PretrainConfig config, VisionTransformer backbone) {
    int width = backbone.config().dim();
    this.backbone = backbone;
    dinoHead = head(config.dino().head(), width);
    boolean separate = config.ibot().separateHead() && config.ibot().lossWeight() > 0;
    ibotHead = separate ? head(config.ibot().head(), width) : null;
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
    return new Network(config, new VisionTransformer(Architecture.of(config)));
  }

  /** A network with fresh weights; the same seed gives the same. */
  public static Network initialized(PretrainConfig config, long seed) {
    var student = config.student();
    var spread =
        new Initialization.Spread(student.initStd(), student.posEmbedStd(), student.posEmbedInit());
    Network network = new Network(config, Initialization.of(Architecture.of(config), seed, spread));
    try (Scope scope = Scope.open()) {
      Generator generator = Tensors.generator(seed + 1);
      network.dinoHead.initialize(generator);
      if (network.ibotHead != null) {
        network.ibotHead.initialize(generator);
      }
    }
    return network;
  }

  public VisionTransformer backbone() {
    return backbone;
  }

  public DinoHead dinoHead() {
    return dinoHead;
  }

  /** The head of the patches, which may be {@link #dinoHead}. */
  public DinoHead patchHead() {
    return ibotHead == null ? dinoHead : ibotHead;
  }

  List<DinoHead> heads() {
    return ibotHead == null ? List.of(dinoHead) : List.of(dinoHead, ibotHead);
  }

  /** Whether patches have a head of their own. */
  public boolean hasSeparateHeads() {
    return ibotHead != null;
  }

  /** {@code backbone}, {@code dino_head} and, where there is one, {@code ibot_head}. */
  public Map<String, Parameters> submodules() {
    Map<String, Parameters> submodules = new LinkedHashMap<>();
    submodules.put(Submodule.BACKBONE, backbone.parameters());
    submodules.put("dino_head", dinoHead.parameters());
    if (ibotHead != null) {
      submodules.put("ibot_head", ibotHead.parameters());
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

  /** Moves all parameters, as new leaves: see {@link Parameters#moveTo}. */
  void moveTo(Device device) {
    submodules().values().forEach(parameters -> parameters.moveTo(device, ScalarType.Float));
  }

  /** Number of trainable values. */
  public long count() {
    return submodules().values().stream().mapToLong(Parameters::count).sum();
  }

  @Override
  public void close() {
    backbone.close();
    dinoHead.close();
    if (ibotHead != null) {
      ibotHead.close();
    }
  }
}
