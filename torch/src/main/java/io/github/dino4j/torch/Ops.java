package io.github.dino4j.torch;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's functions in PyTorch's words, for static import, without the C++ noise of optionals and
 * scalars. What a tensor can do by itself ({@code x.add(y)}, {@code x.narrow(0, 1, 2)}) is not
 * repeated here.
 *
 * <p>Every function needs an open {@link Scope} on the calling thread, which owns the result.
 */
public final class Ops {
  /** Rows from which oneDNN's copies, of the weights above all, are worth it. */
  private static final long ONEDNN_PAYS = 256;

  private Ops() {}

  /**
   * {@code x @ weight^T + bias}: {@code [..., in]} to {@code [..., out]} with a weight {@code [out,
   * in]}.
   */
  public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
    Scope.require();
    TensorOptional shift = bias == null ? new TensorOptional() : new TensorOptional(bias);
    return suitsOneDnn(x, weight)
        ? torch.mkldnn_linear(x.to_mkldnn(), weight, shift).to_dense()
        : torch.linear(x, weight, shift);
  }

  /**
   * In float32 on the processor a linear layer would go to OpenBLAS, which keeps to one thread
   * here; oneDNN uses them all, forward and backward, and is half as fast again for all its copies.
   */
  private static boolean suitsOneDnn(Tensor x, Tensor weight) {
    return x.numel() >= ONEDNN_PAYS * weight.size(1)
        && x.is_cpu()
        && isType(x, ScalarType.Float)
        && torch.hasMKLDNN();
  }

  /** Layer norm over the last dimension. */
  public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
    Scope.require();
    long[] shape = {x.size(-1)};
    return torch.layer_norm(
        x, shape, new TensorOptional(weight), new TensorOptional(bias), eps, true);
  }

  /** Exact GELU, by the error function. */
  public static Tensor gelu(Tensor x) {
    Scope.require();
    return torch.gelu(x);
  }

  public static Tensor relu(Tensor x) {
    Scope.require();
    return torch.relu(x);
  }

  public static Tensor silu(Tensor x) {
    Scope.require();
    return torch.silu(x);
  }

  public static Tensor softmax(Tensor x, long dim) {
    Scope.require();
    return torch.softmax(x, dim);
  }

  public static Tensor matmul(Tensor a, Tensor b) {
    Scope.require();
    return torch.matmul(a, b);
  }

  /**
   * {@code c = beta * c + a @ b}, in place, for {@code [n, k]} and {@code [k, m]}. In float32 and
   * float64 on the processor it runs on the calling thread alone, so that the turns of a {@link
   * ParallelLoop} can call it side by side.
   */
  public static void addmm(Tensor c, double beta, Tensor a, Tensor b) {
    Scope.require();
    c.addmm_(a, b, new Scalar(beta), new Scalar(1.0));
  }

  /** The inverse of a symmetric positive definite matrix, by Cholesky's decomposition. */
  public static Tensor choleskyInverse(Tensor matrix) {
    Scope.require();
    return torch.cholesky_inverse(torch.linalg_cholesky(matrix));
  }

  /** {@code x + factor * y}, into {@code x}. */
  public static void addScaled(Tensor x, Tensor y, double factor) {
    Scope.require();
    x.add_(y, new Scalar(factor));
  }

  /** {@code alpha * a @ b}, matrix by matrix: {@code [B, n, k]} and {@code [B, k, m]}. */
  public static Tensor bmm(Tensor a, Tensor b, double alpha) {
    Scope.require();
    Tensor unread = a.new_empty(a.size(0), a.size(1), b.size(2));
    return torch.baddbmm(unread, a, b, new Scalar(0.0), new Scalar(alpha));
  }

  /**
   * softmax(q k^T / sqrt(d)) v for {@code [batch, heads, tokens, d]}, by the kernel that libtorch
   * chooses.
   */
  public static Tensor scaledDotProductAttention(Tensor q, Tensor k, Tensor v) {
    Scope.require();
    return torch.scaled_dot_product_attention(
        q, k, v, new TensorOptional(), 0.0, false, new DoubleOptional(), false);
  }

  /** Concatenation along {@code dim}; a single tensor comes back as it is. */
  public static Tensor cat(List<Tensor> tensors, long dim) {
    Scope.require();
    return tensors.size() == 1
        ? tensors.getFirst()
        : torch.cat(new TensorVector(tensors.toArray(Tensor[]::new)), dim);
  }

  public static Tensor cat(long dim, Tensor... tensors) {
    return cat(List.of(tensors), dim);
  }

  /** {@code condition ? a : b}, broadcast. */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    Scope.require();
    return torch.where(condition, a, b);
  }

  /**
   * Adds {@code source} in place to the rows of {@code x} that {@code index} names, each at most
   * once. Unlike {@code index_add} it does not let autograd keep {@code source}.
   */
  public static void addRows(Tensor x, Tensor index, Tensor source) {
    Scope.require();
    long[] ones = new long[(int) source.dim()];
    Arrays.fill(ones, 1);
    ones[0] = index.numel();
    x.scatter_add_(0, index.view(ones).expand_as(source), source);
  }

  /** The slices along {@code dim}, without it. Their gradients come back as one tensor. */
  public static List<Tensor> unbind(Tensor x, long dim) {
    Scope.require();
    return owned(x.unbind(dim));
  }

  /** Consecutive parts along {@code dim}. Their gradients come back as one tensor. */
  public static List<Tensor> split(Tensor x, long[] sizes, long dim) {
    Scope.require();
    return sizes.length == 1 ? List.of(x) : owned(x.split_with_sizes(sizes, dim));
  }

  /** What a vector holds, as tensors that outlive it. */
  private static List<Tensor> owned(TensorVector vector) {
    return Arrays.stream(vector.get()).map(Tensor::new).toList();
  }

  public static Tensor indexSelect(Tensor x, Tensor index) {
    Scope.require();
    return x.index_select(0, index);
  }

  public static Tensor mul(Tensor x, double factor) {
    Scope.require();
    return x.mul(new Scalar(factor));
  }

  /** {@code x} in {@code type}; {@code x} itself if it has it already. */
  public static Tensor to(Tensor x, ScalarType type) {
    Scope.require();
    return isType(x, type) ? x : x.to(type);
  }

  /** Whether {@code x} has {@code type}. JavaCPP makes a new enum object at every call. */
  public static boolean isType(Tensor x, ScalarType type) {
    return x.scalar_type().value == type.value;
  }

  public static Tensor logSoftmax(Tensor x, long dim) {
    Scope.require();
    return torch.log_softmax(x, dim);
  }

  /** Euclidean norm along {@code dim}, which stays with size 1. */
  public static Tensor norm(Tensor x, long dim) {
    Scope.require();
    return x.norm(new ScalarOptional(new Scalar(2.0)), new long[] {dim}, true);
  }

  /**
   * {@code x} divided by its Euclidean norm along {@code dim}, or by {@code eps} if that is more.
   */
  public static Tensor normalize(Tensor x, long dim, double eps) {
    return x.div(norm(x, dim).clamp_min(new Scalar(eps)));
  }

  public static Tensor div(Tensor x, double divisor) {
    Scope.require();
    return x.div(new Scalar(divisor));
  }

  /**
   * One backward pass from several outputs, each with the gradient of the loss with respect to it;
   * adds to the {@code grad} of the leaves.
   */
  public static void backward(List<Tensor> outputs, List<Tensor> gradients) {
    Scope.require();
    torch.backward(
        new TensorVector(outputs.toArray(Tensor[]::new)),
        new TensorVector(gradients.toArray(Tensor[]::new)),
        new BoolOptional(),
        false,
        new TensorVector());
  }

  /**
   * Convolution with zeros of half a kernel around: {@code [B, in, H, W]} to {@code [B, out, H / s,
   * W / s]}, rounded up, with a weight {@code [out, in, k, k]} of odd k.
   */
  public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, long stride) {
    Scope.require();
    long half = weight.size(2) / 2;
    return torch.conv2d(
        x,
        weight,
        bias == null ? new TensorOptional() : new TensorOptional(bias),
        new long[] {stride, stride},
        new long[] {half, half},
        new long[] {1, 1},
        1);
  }

  /**
   * Transposed convolution without padding: {@code [B, in, H, W]} to {@code [B, out, s H, s W]}
   * with a weight {@code [in, out, s, s]}, s being the stride.
   */
  public static Tensor convTranspose2d(Tensor x, Tensor weight, Tensor bias) {
    Scope.require();
    long stride = weight.size(2);
    return torch.conv_transpose2d(
        x,
        weight,
        new TensorOptional(bias),
        new long[] {stride, stride},
        new long[] {0, 0},
        new long[] {0, 0},
        1,
        1,
        1);
  }

  /** Bilinear to another size: {@code [B, C, H, W]} to {@code [B, C, height, width]}. */
  public static Tensor interpolate(Tensor x, long height, long width, boolean alignCorners) {
    Scope.require();
    return torch.upsample_bilinear2d(x, new long[] {height, width}, alignCorners);
  }

  public static Tensor sigmoid(Tensor x) {
    Scope.require();
    return torch.sigmoid(x);
  }

  /** Every {@code step}-th entry along {@code dim}, from the first on ({@code x[::step]}). */
  public static Tensor slice(Tensor x, long dim, long step) {
    Scope.require();
    return x.slice(dim, new LongOptional(), new LongOptional(), step);
  }
}
