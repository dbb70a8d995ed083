package io.github.dino4j.evaluate.depth.head;

import static io.github.dino4j.torch.Ops.conv2d;

import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A convolution and where its parameters come from.
 *
 * @param weight {@code [out, in, k, k]}
 * @param bias {@code [out]}
 */
record Conv2d(Tensor weight, @Nullable Tensor bias) {
  /**
   * @param parameters inside the module that is the convolution
   */
  static Conv2d withBias(Parameters parameters, long... shape) {
    return new Conv2d(parameters.create("weight", shape), parameters.create("bias", shape[0]));
  }

  static Conv2d withoutBias(Parameters parameters, long... shape) {
    return new Conv2d(parameters.create("weight", shape), null);
  }

  /** {@code [B, in, H, W]} to {@code [B, out, H / stride, W / stride]}, rounded up. */
  Tensor forward(Tensor x, long stride) {
    return conv2d(x, weight, bias, stride);
  }

  Tensor forward(Tensor x) {
    return forward(x, 1);
  }

  /**
   * PyTorch's default start of linear layers and convolutions: weights and biases uniform below one
   * over the square root of a weight's fan-in.
   */
  static void initialize(Parameters parameters, long seed) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Generator generator = Tensors.generator(seed);
      double bound = 1;
      for (Tensor parameter : parameters.named().values()) { // a weight comes before its bias
        if (parameter.dim() > 1) {
          bound = 1 / Math.sqrt((double) parameter.numel() / parameter.size(0));
        }
        parameter.uniform_(-bound, bound, new GeneratorOptional(generator));
      }
    }
  }
}
