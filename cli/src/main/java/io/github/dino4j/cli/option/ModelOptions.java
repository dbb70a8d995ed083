package io.github.dino4j.cli.option;

import io.github.dino4j.base.PathText;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.ModelCatalogue;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.spark.SparkRunner;
import io.github.dino4j.spark.embed.ModelReference;
import io.github.dino4j.torch.ComputeDevice;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which model, and on what it runs: the same words in every command that shows images to a model.
 */
public final class ModelOptions {
  public static final String DEFAULT_MODEL = "dinov2_vits14";

  enum PrecisionChoice {
    AUTO(null),
    FP32(Precision.FP32),
    BF16(Precision.BF16);

    private final @Nullable Precision precision;

    PrecisionChoice(@Nullable Precision precision) {
      this.precision = precision;
    }
  }

  private static final class PrecisionConverter extends WordConverter<PrecisionChoice> {
    PrecisionConverter() {
      super(PrecisionChoice.values(), choice -> choice.name().toLowerCase(Locale.ROOT));
    }
  }

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE|DIR",
      description =
          "A released model (see dino4j models), a weight file, a folder of transformers or timm,"
              + " or demo, which needs no download. Default: "
              + DEFAULT_MODEL
              + ".")
  private @Nullable String model;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|bf16",
      converter = PrecisionConverter.class,
      defaultValue = "auto",
      description = "auto is bf16 where the processor computes it natively, else fp32.")
  private PrecisionChoice precision = PrecisionChoice.AUTO;

  @Mixin private WeightOptions weights = new WeightOptions();

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Processor cores to use. Default: all.")
  private @Nullable Integer threads;

  /** The model that the user named, else this one. */
  public String modelOr(String other) {
    return model == null ? other : model;
  }

  /**
   * Loads the model, downloading a released one first if need be.
   *
   * @param transform for the model
   * @param command says what was chosen, where the user wants to hear it
   */
  public FeatureExtractor open(
      Function<VisionTransformerConfig, EvalTransform> transform, DinoCommand command) {
    return openOr(DEFAULT_MODEL, transform, command);
  }

  /** The same, with another model where the user named none. */
  public FeatureExtractor openOr(
      String other,
      Function<VisionTransformerConfig, EvalTransform> transform,
      DinoCommand command) {
    require();
    String name = modelOr(other);
    if (!Files.exists(PathText.path(name))) {
      ModelCatalogue.find(name).ifPresent(released -> Download.fetch(released, command));
    }
    FeatureExtractor extractor =
        FeatureExtractor.load(name, weights.hints(), config -> options(transform.apply(config)));
    extractor.choice().ifPresent(choice -> command.err().println("dino4j: " + choice));
    PrintWriter remarks = command.remarks();
    if (remarks != null) {
      remarks.println("model: " + extractor.modelName());
      remarks.println("running on: " + extractor.describe());
      remarks.print(extractor.limit().map("limit: %s%n"::formatted).orElse(""));
      remarks.println("images: " + extractor.transform());
      remarks.println("channels: " + extractor.input());
      remarks.flush();
    }
    return extractor;
  }

  /**
   * Makes sure, before anything is downloaded for it, that there is what the model is to run on.
   *
   * @throws io.github.dino4j.DinoException in one line, if the device or the precision is not there
   */
  public void require() {
    ComputeDevice named = device.chosen();
    if (named != null) {
      named.require();
    }
    if (precision == PrecisionChoice.BF16 && device.resolved() == ComputeDevice.CPU) {
      Precision.BF16.require();
    }
  }

  /**
   * By what other processes load the model that {@link #open} did.
   *
   * @param extractor which that gave
   */
  public ModelReference reference(FeatureExtractor extractor) {
    return referenceOr(DEFAULT_MODEL, extractor);
  }

  /** The same of the model that {@link #openOr} loaded. */
  public ModelReference referenceOr(String other, FeatureExtractor extractor) {
    String name = modelOr(other);
    Path file = PathText.path(name);
    return new ModelReference(
        Files.exists(file) ? PathText.text(file.toAbsolutePath()) : name,
        weights.hints(),
        options(extractor.transform()),
        threads,
        extractor.modelHash(),
        extractor.precision());
  }

  private ExtractorOptions options(EvalTransform transform) {
    return new ExtractorOptions(
        transform,
        precision.precision,
        device.chosen(),
        threads == null ? SparkRunner.cores() : threads);
  }
}
