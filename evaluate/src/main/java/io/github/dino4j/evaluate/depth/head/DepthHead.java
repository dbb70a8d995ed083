package io.github.dino4j.evaluate.depth.head;

import static io.github.dino4j.torch.Ops.interpolate;

import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.features.Features;
import io.github.dino4j.image.Size;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * From frozen features to depth ({@code dinov2/hub/depth/decode_heads.py} of the reference). Names
 * of parameters are the reference's. Owns its parameters until {@link #close()}; several threads
 * may predict with it while none trains it.
 */
public sealed interface DepthHead extends AutoCloseable permits LinearDepthHead, DptDepthHead {
  DepthHeadConfig config();

  /** How many layers it looks at: 1 or 4, which {@link DepthLayers} names. */
  int layers();

  Parameters parameters();

  /**
   * Depth in the head's own resolution, {@code [B, 1, height, width]}, under autograd. It may leave
   * the range.
   */
  Tensor forward(HeadTokens tokens);

  /**
   * The depth of one image: clamped to the head's range, then brought to the image's size.
   *
   * @param features one entry a layer
   */
  default DepthMap predict(List<Features> features, Size size) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor depth = forward(HeadTokens.of(List.of(features)));
      Tensor clamped =
          depth.clamp(
              new ScalarOptional(new Scalar(config().range().min())),
              new ScalarOptional(new Scalar(config().range().max())));
      Tensor resized = interpolate(clamped, size.height(), size.width(), false);
      return new DepthMap(size.width(), size.height(), Tensors.toFloats(resized));
    }
  }

  /** Its parameters by name, copied, for {@link DepthHeadFile#of}. */
  default Map<String, TensorEntry> state() {
    Map<String, TensorEntry> state = new LinkedHashMap<>();
    parameters()
        .named()
        .forEach((name, tensor) -> state.put(name, FileTensors.entry(name, tensor)));
    return state;
  }

  @Override
  default void close() {
    parameters().close();
  }
}
