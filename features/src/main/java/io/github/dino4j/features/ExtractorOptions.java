package io.github.dino4j.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.torch.ComputeDevice;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How features are extracted.
 *
 * @param transform from a photo of any size to the model's input
 * @param precision what the model computes in; null for bf16 where the processor has it natively,
 *     else fp32
 * @param device where it computes; null for CUDA where there is one, else the processor
 * @param threads workers on the processor
 */
public record ExtractorOptions(
    EvalTransform transform,
    @Nullable Precision precision,
    @Nullable ComputeDevice device,
    int threads)
    implements Serializable {
  public ExtractorOptions {
    if (threads < 1) {
      throw new DinoException("features need at least one thread, not " + threads);
    }
  }

  /** The reference's evaluation transform, and the best that this machine offers. */
  public static ExtractorOptions standard() {
    return new ExtractorOptions(
        EvalTransform.standard(), null, null, Runtime.getRuntime().availableProcessors());
  }

  /**
   * The same for this model. One that was trained on squares of less than 224 pixels, or whose
   * patches do not fit them, is shown what it was trained on: a centre crop of its own image size.
   */
  public static ExtractorOptions standard(VisionTransformerConfig model) {
    return standard().with(standardTransform(model));
  }

  /** The transform of {@link #standard(VisionTransformerConfig)}. */
  public static EvalTransform standardTransform(VisionTransformerConfig model) {
    return EvalTransform.ofSize(standardSide(model));
  }

  /**
   * For pictures of patches: the whole photo, its short side twice as long as the standard
   * transform has it. 448 pixels for released models.
   */
  public static EvalTransform wholeTransform(VisionTransformerConfig model) {
    return new EvalTransform.Whole(2 * standardSide(model), model.patchSize());
  }

  private static int standardSide(VisionTransformerConfig model) {
    int usual = EvalTransform.standard().crop();
    int rows = model.grid().rows();
    int columns = model.grid().columns();
    int trained = Math.min(rows, columns) * model.patchSize();
    boolean small = rows == columns && trained < usual;
    return small || usual % model.patchSize() != 0 ? trained : usual;
  }

  public ExtractorOptions withThreads(int others) {
    return new ExtractorOptions(transform, precision, device, others);
  }

  public ExtractorOptions with(EvalTransform other) {
    return new ExtractorOptions(other, precision, device, threads);
  }
}
