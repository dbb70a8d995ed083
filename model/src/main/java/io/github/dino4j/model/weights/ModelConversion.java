package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.FeedForward.Activation;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.file.PyTorchCheckpoint;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a backbone in another layout. Values keep their type and their bits, and every file also
 * carries the configuration, so that the way back through any layout gives the same model.
 */
public final class ModelConversion {
  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";

  private ModelConversion() {}

  /**
   * @param target Meta: a {@code .pth} file; dino4j: a {@code .safetensors} file; Hugging Face and
   *     timm: a folder for {@code config.json} and {@code model.safetensors}, or the safetensors
   *     file alone
   * @throws DinoException if the name does not suit the layout, the layout has no place for such a
   *     model, or the target cannot be written
   */
  public static void write(ModelFile model, Path target, WeightLayout layout) {
    requireKnown(model.config().feedForward(), layout);
    Map<String, String> metadata = new LinkedHashMap<>();
    WeightMetadata.putConfig(metadata, model.config());
    WeightMetadata.putInput(metadata, model.input());
    Collection<TensorEntry> parameters = model.parameters().values();
    switch (layout) {
      case META -> {
        requireSuffix(target, layout, "pth", "pt");
        requireSquare(model.config());
        PyTorchCheckpoint.write(target, parameters, metadata);
      }
      case DINO4J -> {
        requireSuffix(target, layout, "safetensors");
        metadata.put(WeightMetadata.LAYOUT, layout.name());
        Safetensors.write(target, parameters, metadata);
      }
      case HUGGING_FACE -> {
        Map<String, ?> config = HuggingFaceConfig.of(model.config());
        writeForeign(target, HuggingFaceNames.foreign(model.parameters()), metadata);
        writeBeside(target, CONFIG, config);
        writeBeside(
            target, "preprocessor_config.json", HuggingFaceConfig.preprocessor(model.input()));
      }
      case TIMM -> {
        Map<String, ?> config = TimmConfig.of(model.config(), model.input());
        writeForeign(target, TimmNames.foreign(model.parameters(), metadata), metadata);
        writeBeside(target, CONFIG, config);
      }
    }
  }

  /**
   * Writes a model in memory in our own layout, in the type of its parameters.
   *
   * @param input what the model was trained with
   * @param target a {@code .safetensors} file
   * @throws DinoException if the target cannot be written
   */
  public static void write(VisionTransformer model, InputChannels input, Path target) {
    Map<String, String> metadata = new LinkedHashMap<>();
    WeightMetadata.putConfig(metadata, model.config());
    WeightMetadata.putInput(metadata, input);
    metadata.put(WeightMetadata.LAYOUT, WeightLayout.DINO4J.name());
    List<TensorEntry> entries = new ArrayList<>();
    model
        .parameters()
        .named()
        .forEach((name, tensor) -> entries.add(FileTensors.entry(name, tensor)));
    Safetensors.write(target, entries, metadata);
  }

  /** Whoever reads the other layouts takes the activation of an MLP to be GELU. */
  private static void requireKnown(FeedForward feedForward, WeightLayout layout) {
    boolean known =
        feedForward instanceof FeedForward.SwiGlu
            || feedForward instanceof FeedForward.Mlp mlp && mlp.activation() == Activation.GELU;
    if (layout != WeightLayout.DINO4J && !known) {
      throw new DinoException(
          "the %s layout has no place for %s".formatted(layout, feedForward.words()));
    }
  }

  private static void requireSquare(VisionTransformerConfig config) {
    if (!config.imageSize().isSquare()) {
      throw new DinoException(
          "the Meta layout has no place for %d x %d positions, only for a square of them"
              .formatted(config.grid().rows(), config.grid().columns()));
    }
  }

  private static void requireSuffix(Path target, WeightLayout layout, String... suffixes) {
    if (List.of(suffixes).stream().noneMatch(suffix -> target.toString().endsWith("." + suffix))) {
      throw new DinoException(
          "%s: the %s layout is a file whose name ends with .%s"
              .formatted(target, layout, suffixes[0]));
    }
  }

  private static boolean isFile(Path target) {
    return target.toString().endsWith(".safetensors");
  }

  private static void writeForeign(
      Path target, List<TensorEntry> tensors, Map<String, String> metadata) {
    metadata.put("format", "pt"); // transformers refuses a file without
    Safetensors.write(isFile(target) ? target : target.resolve(WEIGHTS), tensors, metadata);
  }

  private static void writeBeside(Path target, String name, Map<String, ?> json) {
    if (!isFile(target)) {
      WholeFile.writeText(target.resolve(name), Json.pretty(json));
    }
  }
}
