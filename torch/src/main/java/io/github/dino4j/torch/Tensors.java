package io.github.dino4j.torch;

import static io.github.dino4j.torch.Ops.isType;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Between Java arrays and tensors, and tensors drawn at random. All need an open {@link Scope}. */
public final class Tensors {
  private Tensors() {}

  /** A float32 CPU tensor with a copy of {@code values}. */
  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = empty(shape);
    if (tensor.numel() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill " + Arrays.toString(shape));
    }
    if (values.length > 0) { // an empty tensor has no memory
      new FloatPointer(tensor.data_ptr_float()).put(values);
    }
    return tensor;
  }

  /** An uninitialised float32 CPU tensor. */
  public static Tensor empty(long... shape) {
    Scope.require();
    return torch.empty(shape);
  }

  public static Tensor zeros(long... shape) {
    Scope.require();
    return torch.zeros(shape);
  }

  /** The numbers of {@code tensor} as float32, row by row, copied. */
  public static float[] toFloats(Tensor tensor) {
    Scope.require();
    Tensor flat = tensor.detach().cpu().to(ScalarType.Float).contiguous();
    float[] values = new float[Math.toIntExact(flat.numel())];
    if (values.length > 0) {
      new FloatPointer(flat.data_ptr_float()).get(values);
    }
    return values;
  }

  /** The memory of a contiguous float32 CPU tensor, to write into; valid as long as the tensor. */
  public static FloatBuffer buffer(Tensor tensor) {
    return new FloatPointer(tensor.data_ptr_float()).capacity(tensor.numel()).asBuffer();
  }

  /**
   * The memory of a contiguous CPU tensor in float32 or bfloat16 for kernels, valid as long as the
   * tensor: its last dimension as columns, all others as rows.
   *
   * @throws IllegalArgumentException if the tensor is another
   */
  public static Matrix matrix(Tensor tensor) {
    boolean bf16 = isType(tensor, ScalarType.BFloat16);
    if (!tensor.is_contiguous() || !tensor.is_cpu() || !bf16 && !isType(tensor, ScalarType.Float)) {
      throw new IllegalArgumentException("no matrix for kernels: " + tensor);
    }
    int columns = (int) tensor.size(-1);
    int rows = columns == 0 ? 0 : Math.toIntExact(tensor.numel() / columns);
    ElementType type = bf16 ? ElementType.BF16 : ElementType.FP32;
    return Matrix.of(memory(tensor), type, rows, columns);
  }

  /** The memory of a contiguous CPU tensor, valid as long as the tensor. */
  public static MemorySegment memory(Tensor tensor) {
    return MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(tensor.nbytes());
  }

  public static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    Arrays.setAll(shape, tensor::size);
    return shape;
  }

  /** For messages: {@code [2, 3, 224, 224]}. */
  public static String describe(long... shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * A CPU generator of its own stream, the same numbers as {@code
   * torch.Generator().manual_seed(seed)}.
   */
  public static Generator generator(long seed) {
    Scope.require();
    return torch.createCPUGenerator(seed);
  }

  /** For functions that draw: from {@code generator}, or from libtorch's own if there is none. */
  public static GeneratorOptional orDefault(@Nullable Generator generator) {
    return generator == null ? new GeneratorOptional() : new GeneratorOptional(generator);
  }

  /** Normal draws into {@code tensor}, in place. */
  public static Tensor normal(Tensor tensor, double mean, double std, Generator generator) {
    Scope.require();
    return tensor.normal_(mean, std, new GeneratorOptional(generator));
  }

  /** An int64 CPU tensor with a copy of {@code values}. */
  public static Tensor of(long[] values, long... shape) {
    return copied(new LongPointer(values), ScalarType.Long, shape);
  }

  /** A boolean CPU tensor with a copy of {@code values}. */
  public static Tensor of(boolean[] values, long... shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return copied(new BytePointer(bytes), ScalarType.Bool, shape);
  }

  private static Tensor copied(Pointer values, ScalarType type, long... shape) {
    Scope.require();
    return torch.from_blob(values, shape, new TensorOptions(type)).clone();
  }

  /** The gradient that a backward pass left in a leaf, as a reference of its own. */
  public static Tensor gradient(Tensor leaf) {
    Scope.require();
    return new Tensor(leaf.grad());
  }
}
