package io.github.dino4j.cli.option;

import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** From a photo of any size to what the model sees. */
public final class TransformOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Centre crop of N pixels, the short side resized in proportion (N * 256 / 224).")
  private @Nullable Integer size;

  @Option(
      names = "--resize",
      paramLabel = "N",
      description = "Pixels of the short side after resizing. Default: 256.")
  private @Nullable Integer resize;

  @Option(
      names = "--crop",
      paramLabel = "N",
      description = "Side of the centre crop, in pixels. Default: 224.")
  private @Nullable Integer crop;

  @Option(
      names = "--native",
      description = "Nothing is cut: each side of the photo is rounded to a multiple of the patch.")
  private boolean whole;

  public EvalTransform transform(VisionTransformerConfig model) {
    return transformOr(model, ExtractorOptions.standardTransform(model));
  }

  /** What the user chose, else another transform. */
  public EvalTransform transformOr(VisionTransformerConfig model, EvalTransform usual) {
    int patch = model.patchSize();
    boolean sized = resize != null || crop != null;
    if ((whole ? 1 : 0) + (size != null ? 1 : 0) + (sized ? 1 : 0) > 1) {
      throw wrong("--size, --resize with --crop, and --native exclude each other");
    }
    if (whole) {
      return new EvalTransform.Native(patch);
    }
    if (size != null) {
      return EvalTransform.ofSize(multiple("--size", size, patch));
    }
    if (!sized) {
      return usual;
    }
    EvalTransform.ResizeCrop standard = EvalTransform.standard();
    int side = multiple("--crop", crop == null ? standard.crop() : crop, patch);
    return new EvalTransform.ResizeCrop(
        positive("--resize", resize == null ? standard.resize() : resize), side);
  }

  private int multiple(String option, int pixels, int patch) {
    if (positive(option, pixels) % patch != 0) {
      int near = Math.max(patch, Math.round((float) pixels / patch) * patch);
      throw wrong(
          "%s %d is no multiple of the model's patch of %d pixels; the nearest is %d"
              .formatted(option, pixels, patch, near));
    }
    return pixels;
  }

  private int positive(String option, int pixels) {
    if (pixels < 1) {
      throw wrong("%s %d: pixels begin at 1".formatted(option, pixels));
    }
    return pixels;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
