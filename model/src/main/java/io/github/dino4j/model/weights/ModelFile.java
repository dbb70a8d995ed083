package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.Weights;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.file.DType;
import io.github.dino4j.torch.file.StateDict;
import io.github.dino4j.torch.file.TensorEntry;
import io.github.dino4j.torch.file.WeightFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

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
   * architecture from the tensors; heads come from metadata or config.json, else from 64 features a
   * head.
   *
   * @throws DinoException if the file cannot be read, is no backbone, or has missing, unexpected,
   *     misshapen or non-finite tensors, all of them named
   */
  public static ModelFile open(Path path) {
    return open(TensorSource.open(path), Reading::config);
  }

  /**
   * The same, for a configuration known beforehand.
   *
   * @throws DinoException as above, and if the tensors are those of another configuration
   */
  public static ModelFile open(Path path, VisionTransformerConfig config) {
    return open(TensorSource.open(path), _ -> config);
  }

  /** The backbone in a file that is open already, which is closed with this. */
  public static ModelFile of(WeightFile file) {
    return open(TensorSource.of(file), Reading::config);
  }

  private static ModelFile open(
      TensorSource source, Function<Reading, VisionTransformerConfig> choice) {
    try {
      Reading reading = Reading.of(source);
      VisionTransformerConfig config = choice.apply(reading);
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
      WeightLayout layout,
      Backbone backbone,
      Map<String, TensorEntry> tensors) {
    static Reading of(TensorSource source) {
      Backbone backbone = Backbone.find(source.entries());
      Map<String, String> metadata = source.metadata();
      if (backbone.isHuggingFace()) {
        Map<String, TensorEntry> tensors = HuggingFaceNames.canonical(backbone.tensors());
        return new Reading(source, WeightLayout.HUGGING_FACE, backbone, tensors);
      }
      Map<String, TensorEntry> tensors = MetaNames.canonical(backbone.tensors());
      if (tensors.containsKey("mask_token")) {
        boolean ours = WeightLayout.DINO4J.name().equals(metadata.get(Notes.LAYOUT));
        WeightLayout layout = ours ? WeightLayout.DINO4J : WeightLayout.META;
        return new Reading(source, layout, backbone, tensors);
      }
      return new Reading(
          source, WeightLayout.TIMM, backbone, TimmNames.canonical(tensors, metadata));
    }

    VisionTransformerConfig config() {
      Optional<SideConfig> side = source.sideConfig().map(SideConfig::new);
      Optional<VisionTransformerConfig> said =
          Notes.config(source.metadata()).or(() -> side.flatMap(SideConfig::config));
      if (said.isPresent()) {
        return said.get();
      }
      OptionalInt heads = side.map(SideConfig::heads).orElse(OptionalInt.empty());
      VisionTransformerConfig config = Architecture.infer(tensors, heads);
      side.ifPresent(json -> json.requireAgreement(config));
      return config;
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
          source.metadata());
    }
  }

  /** What kind of file this is and what is in it. */
  public ModelSummary summary() {
    return summary;
  }

  public VisionTransformerConfig config() {
    return summary.config();
  }

  /**
   * What its images are brought to.
   *
   * @throws DinoException if the file tells of something else than the model takes
   */
  public InputChannels input() {
    return Notes.input(summary.metadata(), config().channels());
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
