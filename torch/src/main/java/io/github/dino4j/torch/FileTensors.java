package io.github.dino4j.torch;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.StateDict;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Between the tensors of weight files and those of libtorch; each crossing copies once. */
public final class FileTensors {
  private FileTensors() {}

  /** A CPU tensor of the file's own type; needs an open {@link Scope}, which owns it. */
  public static Tensor of(TensorEntry entry) {
    Scope.require();
    Tensor tensor = torch.empty(entry.shape()).to(scalarType(entry.type()));
    memory(tensor, entry.byteSize()).copyFrom(entry.bytes());
    return tensor;
  }

  /** A contiguous copy of {@code tensor} for writing, outside the care of any scope. */
  public static TensorEntry entry(String name, Tensor tensor) {
    try (Scope scope = Scope.open()) {
      Tensor contiguous = tensor.detach().cpu().contiguous();
      DType type = type(contiguous.scalar_type());
      long bytes = contiguous.numel() * type.bytes();
      MemorySegment copy = Arena.ofAuto().allocate(bytes, 8).copyFrom(memory(contiguous, bytes));
      return TensorEntry.of(name, type, Tensors.shape(tensor), copy);
    }
  }

  /**
   * The values of a tensor as float32, row by row: its own memory where it has them so, valid as
   * long as the tensor, else a copy.
   */
  public static MemorySegment floats(Tensor tensor) {
    boolean asIs =
        tensor.is_contiguous()
            && tensor.scalar_type().value == ScalarType.Float.value
            && !tensor.is_cuda();
    return asIs ? memory(tensor, tensor.numel() * DType.F32.bytes()) : copiedFloats(tensor);
  }

  private static MemorySegment copiedFloats(Tensor tensor) {
    try (Scope scope = Scope.open()) {
      return entry("", tensor.detach().to(ScalarType.Float)).floats();
    }
  }

  /**
   * Copies {@code entries} into {@code parameters}, converting types.
   *
   * @throws DinoException naming the first missing, unexpected and misshapen tensors
   */
  public static void load(Parameters parameters, Map<String, TensorEntry> entries) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    parameters.named().forEach((name, tensor) -> shapes.put(name, Tensors.shape(tensor)));
    StateDict.requireFit(shapes, entries);
    try (NoGradGuard guard = new NoGradGuard()) {
      entries.forEach((name, entry) -> copy(entry, parameters.named().get(name)));
    }
  }

  private static void copy(TensorEntry entry, @Nullable Tensor parameter) {
    if (parameter == null) {
      throw new IllegalStateException(entry.name());
    }
    try (Scope scope = Scope.open()) { // one tensor at a time: large models fit beside themselves
      parameter.copy_(of(entry));
    }
  }

  private static MemorySegment memory(Tensor tensor, long bytes) {
    return bytes == 0
        ? MemorySegment.NULL
        : MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(bytes);
  }

  private static ScalarType scalarType(DType type) {
    return switch (type) {
      case F64 -> ScalarType.Double;
      case F32 -> ScalarType.Float;
      case F16 -> ScalarType.Half;
      case BF16 -> ScalarType.BFloat16;
      case I64 -> ScalarType.Long;
      case I32 -> ScalarType.Int;
      case I16 -> ScalarType.Short;
      case I8 -> ScalarType.Char;
      case U8 -> ScalarType.Byte;
      case BOOL -> ScalarType.Bool;
    };
  }

  private static DType type(ScalarType type) {
    for (DType candidate : DType.values()) {
      if (scalarType(candidate).value == type.value) { // JavaCPP does not intern its enums
        return candidate;
      }
    }
    throw new DinoException("tensors of type %s cannot be written".formatted(type));
  }
}
