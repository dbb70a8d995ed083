package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.packing.Weights;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.file.StateDict;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A backbone in a file or folder of any layout: its configuration, and its parameters by the
 * reference's names, complete, of the right shapes and finite.
 *
 * <p>Owns the mapping of its files: parameters can be read until {@link #close()}. Opening reads
 * without libtorch; only {@link #transformer()} starts it. Safe to share between threads.
 */
public final class ModelFile implements Weights, AutoCloseable {
  private final ModelSummary summary;
  private final Map<String, TensorEntry> parameters;
  private final TensorSource source;

  private ModelFile(
      ModelSummary summary, Map<String, TensorEntry> parameters, TensorSource source) {
    this.summary = summary;
    this.parameters = Collections.unmodifiableMap(parameters);
    this.source = source;
  }

  /**
   * Opens a {@code .pth}, a safetensors file, or a folder of Hugging Face or timm, and infers the
   * architecture from the tensors; what these do not tell comes from metadata or the configs beside
   * it.
   *
   * @throws DinoException if the file cannot be read, is no backbone, or has missing, unexpected,
   *     misshapen or non-finite tensors, all of them named; if its configs state what is not run
   *     here, or nothing states what has to be known
   */
  public static ModelFile open(Path path) {
    return open(path, ModelHints.NONE);
  }

  /**
   * The same, with what the user knows better.
   *
   * @throws DinoException as above, and if the tensors are those of another configuration
   */
  public static ModelFile open(Path path, ModelHints hints) {
    return open(TensorSource.open(path), hints);
  }

  /** The backbone in a file that is open already, which is closed with this. */
  public static ModelFile of(WeightFile file, ModelHints hints) {
    return open(TensorSource.of(file), hints);
  }

  private static ModelFile open(TensorSource source, ModelHints hints) {
    try {
      Reading reading = Reading.of(source, hints);
      VisionTransformerConfig config = hints.config().orElseGet(reading::config);
      return new ModelFile(reading.summary(config), reading.parameters(config), source);
    } catch (DinoException e) {
      source.close();
      throw new DinoException(source.path() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** A source, taken apart. */
  private record Reading(
      TensorSource source,
      ModelHints hints,
      WeightLayout layout,
      BackboneTensors backbone,
      Map<String, TensorEntry> tensors) {
    static Reading of(TensorSource source, ModelHints hints) {
      Map<String, TensorEntry> entries = source.entries();
      Optional<SideConfig> side = source.sideConfig();
      DinoV3.refuse(entries.keySet(), side);
      BackboneTensors backbone = BackboneTensors.find(entries, hints.state());
      Map<String, String> metadata = source.metadata();
      if (backbone.isHuggingFace()) {
        Map<String, TensorEntry> tensors = HuggingFaceNames.canonical(backbone.tensors());
        return new Reading(source, hints, WeightLayout.HUGGING_FACE, backbone, tensors);
      }
      Map<String, TensorEntry> tensors = MetaNames.canonical(backbone.tensors());
      if (tensors.containsKey("mask_token")) {
        boolean ours = WeightLayout.DINO4J.name().equals(metadata.get(WeightMetadata.LAYOUT));
        WeightLayout layout = ours ? WeightLayout.DINO4J : WeightLayout.META;
        return new Reading(source, hints, layout, backbone, tensors);
      }
      StatedSizes sizes =
          WeightMetadata.config(metadata)
              .map(config -> new StatedSizes(List.of(config.imageSize())))
              .or(() -> side.map(SideConfig::sizes))
              .orElse(StatedSizes.NONE);
      return new Reading(
          source,
          hints,
          WeightLayout.TIMM,
          backbone,
          TimmNames.canonical(tensors, sizes, metadata));
    }

    VisionTransformerConfig config() {
      Optional<SideConfig> side = source.sideConfig();
      Optional<VisionTransformerConfig> said =
          WeightMetadata.config(source.metadata()).or(() -> side.flatMap(SideConfig::config));
      if (said.isPresent()) {
        requireHeads(said.get());
        return said.get();
      }
      boolean timm = layout == WeightLayout.TIMM;
      OptionalInt heads = side.map(SideConfig::heads).orElse(OptionalInt.empty());
      VisionTransformerConfig config =
          ArchitectureInference.infer(
              tensors,
              new ArchitectureInference.Stated(
                  hints.heads().isPresent() ? hints.heads() : heads,
                  side.map(SideConfig::sizes).orElse(StatedSizes.NONE),
                  timm ? side.flatMap(SideConfig::positions) : Optional.empty(),
                  timm ? PositionMode.ANTIALIAS : PositionMode.SIZE));
      side.ifPresent(json -> json.requireAgreement(config));
      return config;
    }

    private void requireHeads(VisionTransformerConfig said) {
      if (hints.heads().isPresent() && hints.heads().getAsInt() != said.heads()) {
        throw new DinoException(
            "it has %d attention heads by its own account, not %d"
                .formatted(said.heads(), hints.heads().getAsInt()));
      }
    }

    /** What the user says, the file itself, a config beside it, or the usual. */
    private StatedInput input(int channels) {
      StatedInput usual = new StatedInput(InputChannels.usual(channels), "the usual");
      if (!hints.mean().isEmpty() && !hints.deviation().isEmpty()) {
        return usual.with(hints);
      }
      return WeightMetadata.input(source.metadata(), channels)
          .map(input -> new StatedInput(input, "its metadata"))
          .or(() -> StatedInput.agreed(source.input(channels)))
          .orElse(usual)
          .with(hints);
    }

    /** Checked, in the order of the model; a mask token that the layout leaves out is zero. */
    Map<String, TensorEntry> parameters(VisionTransformerConfig config) {
      tensors.computeIfAbsent(
          "mask_token", name -> TensorEntry.of(name, new float[config.dim()], 1, config.dim()));
      Map<String, long[]> shapes = ParameterShapes.of(config);
      StateDict.requireFit(shapes, tensors);
      StateDict.requireFinite(tensors);
      Map<String, TensorEntry> ordered = new LinkedHashMap<>();
      shapes.keySet().forEach(name -> ordered.put(name, find(tensors, name)));
      return ordered;
    }

    ModelSummary summary(VisionTransformerConfig config) {
      Map<DType, Long> types = new LinkedHashMap<>();
      backbone
          .tensors()
          .values()
          .forEach(entry -> types.merge(entry.type(), entry.elements(), Long::sum));
      long parameters = types.values().stream().mapToLong(Long::longValue).sum();
      return new ModelSummary(
          source.path(),
          source.files().getFirst().format(),
          layout,
          config,
          parameters,
          types,
          backbone.prefix(),
          backbone.others(),
          backbone.alternatives(),
          source.metadata(),
          input(config.channels()));
    }
  }

  /** What kind of file this is and what is in it. */
  public ModelSummary summary() {
    return summary;
  }

  public VisionTransformerConfig config() {
    return summary.config();
  }

  /** What its images are brought to. */
  public InputChannels input() {
    return summary.input().channels();
  }

  public WeightLayout layout() {
    return summary.layout();
  }

  /**
   * The parameters by the reference's names, in the order of the model and the type of the file.
   */
  public Map<String, TensorEntry> parameters() {
    return parameters;
  }

  /**
   * @throws DinoException if there is none of that name
   */
  public TensorEntry parameter(String name) {
    return find(parameters, name);
  }

  @Override
  public MemorySegment get(String name) {
    return parameter(name).floats();
  }

  private static TensorEntry find(Map<String, TensorEntry> parameters, String name) {
    TensorEntry entry = parameters.get(name);
    if (entry == null) {
      throw new DinoException("the model has no parameter " + name);
    }
    return entry;
  }

  /** A trainable model with a float32 copy of these weights; the caller owns it. */
  public VisionTransformer transformer() {
    VisionTransformer transformer = new VisionTransformer(config());
    try {
      FileTensors.load(transformer.parameters(), parameters);
      return transformer;
    } catch (RuntimeException e) {
      transformer.close();
      throw e;
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
