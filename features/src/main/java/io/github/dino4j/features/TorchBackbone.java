package io.github.dino4j.features;

import static io.github.dino4j.torch.Ops.cat;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** On a device of libtorch: the trainable model, run without gradients. Owns the model. */
final class TorchBackbone implements FrozenBackbone {
  private final VisionTransformer model;
  private final ComputeDevice device;
  private final Computation computation;
  private final ForwardMode mode;

  TorchBackbone(VisionTransformer model, ComputeDevice device, Computation computation) {
    this.model = model;
    this.device = device;
    this.computation = computation;
    boolean bf16 = computation.precision() == ElementType.BF16;
    ScalarType type = bf16 ? ScalarType.BFloat16 : ScalarType.Float;
    mode = new ForwardMode(0, type, null);
    try (Scope scope = Scope.open()) {
      model.parameters().moveTo(device.toTorch(), ScalarType.Float);
    }
  }

  @Override
  public float[] layers(Pixels pixels, Layers layers) {
    return forward(
        pixels,
        images -> {
          List<Tensor> outputs =
              model.intermediateLayers(images, layers, mode).stream()
                  .map(tokens -> layers.normalized() ? tokens.norm() : tokens.prenorm())
                  .toList();
          return cat(outputs, 0); // [layers * images, tokens, dim]
        });
  }

  @Override
  public float[] cls(Pixels pixels) {
    return forward(
        pixels, images -> model.forward(List.of(new Crops(images, null)), mode).getFirst().cls());
  }

  private float[] forward(Pixels pixels, UnaryOperator<Tensor> compute) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      float[] values = pixels.values().toArray(JAVA_FLOAT);
      Tensor images =
          Tensors.of(
                  values,
                  pixels.images(),
                  model.config().channels(),
                  pixels.height(),
                  pixels.width())
              .to(device.toTorch(), ScalarType.Float);
      return Tensors.toFloats(compute.apply(images));
    }
  }

  @Override
  public Computation computation() {
    return computation;
  }

  @Override
  public String describe() {
    String where = device == ComputeDevice.CPU ? "processor" : device.toString();
    return where + ", " + computation;
  }

  @Override
  public void close() {
    model.close();
  }
}
