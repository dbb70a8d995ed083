package io.github.dino4j.kernels.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Functions of dnnl.h. Handles are passed as plain addresses: a run of the model makes thousands of
 * calls, and none of them should leave an object behind.
 */
final class Dnnl {
  static final MethodHandle ENGINE_CREATE =
      function("dnnl_engine_create", ADDRESS, JAVA_INT, JAVA_LONG);
  static final MethodHandle STREAM_CREATE =
      function("dnnl_stream_create", ADDRESS, JAVA_LONG, JAVA_INT);
  static final MethodHandle EFFECTIVE_ISA = function("dnnl_get_effective_cpu_isa");
  private static final MethodHandle SET_MAX_ISA = function("dnnl_set_max_cpu_isa", JAVA_INT);

  static final MethodHandle LAYOUT_WITH_STRIDES =
      function(
          "dnnl_memory_desc_create_with_strides", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  static final MethodHandle LAYOUT_WITH_TAG =
      function("dnnl_memory_desc_create_with_tag", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle LAYOUT_BYTES = longFunction("dnnl_memory_desc_get_size", JAVA_LONG);

  static final MethodHandle ATTRIBUTES_CREATE = function("dnnl_primitive_attr_create", ADDRESS);
  static final MethodHandle SET_SCRATCH_MODE =
      function("dnnl_primitive_attr_set_scratchpad_mode", JAVA_LONG, JAVA_INT);
  static final MethodHandle SET_FUSIONS =
      function("dnnl_primitive_attr_set_post_ops", JAVA_LONG, JAVA_LONG);
  static final MethodHandle FUSIONS_CREATE = function("dnnl_post_ops_create", ADDRESS);
  static final MethodHandle APPEND_SUM =
      function("dnnl_post_ops_append_sum", JAVA_LONG, JAVA_FLOAT, JAVA_INT, JAVA_INT);
  static final MethodHandle APPEND_ELEMENTWISE =
      function("dnnl_post_ops_append_eltwise", JAVA_LONG, JAVA_INT, JAVA_FLOAT, JAVA_FLOAT);
  static final MethodHandle APPEND_BINARY =
      function("dnnl_post_ops_append_binary", JAVA_LONG, JAVA_INT, JAVA_LONG);

  static final MethodHandle MATMUL =
      function(
          "dnnl_matmul_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);
  static final MethodHandle SOFTMAX =
      function(
          "dnnl_softmax_forward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG);
  static final MethodHandle LAYER_NORM =
      function(
          "dnnl_layer_normalization_forward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_FLOAT,
          JAVA_INT,
          JAVA_LONG);
  static final MethodHandle REORDER =
      function(
          "dnnl_reorder_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);
  static final MethodHandle QUERY_LAYOUT =
      longFunction("dnnl_primitive_desc_query_md", JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle PRIMITIVE_CREATE =
      function("dnnl_primitive_create", ADDRESS, JAVA_LONG);
  static final MethodHandle EXECUTE =
      function("dnnl_primitive_execute", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);

  static final MethodHandle MEMORY_CREATE =
      function("dnnl_memory_create", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /** Short enough to skip the thread's change of state. */
  static final MethodHandle MEMORY_SET =
      handle(
          "dnnl_memory_set_data_handle",
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.critical(false));

  static final MethodHandle PRIMITIVE_DESTROY = function("dnnl_primitive_destroy", JAVA_LONG);
  static final MethodHandle DESCRIPTION_DESTROY =
      function("dnnl_primitive_desc_destroy", JAVA_LONG);
  static final MethodHandle ATTRIBUTES_DESTROY = function("dnnl_primitive_attr_destroy", JAVA_LONG);
  static final MethodHandle FUSIONS_DESTROY = function("dnnl_post_ops_destroy", JAVA_LONG);
  static final MethodHandle LAYOUT_DESTROY = function("dnnl_memory_desc_destroy", JAVA_LONG);
  static final MethodHandle MEMORY_DESTROY = function("dnnl_memory_destroy", JAVA_LONG);
  static final MethodHandle STREAM_DESTROY = function("dnnl_stream_destroy", JAVA_LONG);

  static {
    // before anything asks what there is: the first answer stays
    InstructionSet.limit()
        .ifPresent(limit -> check("be limited", () -> (int) SET_MAX_ISA.invokeExact(limit.code)));
  }

  private static final int NOT_IMPLEMENTED = 3; // dnnl_unimplemented

  /** The processor: one for the whole life of the JVM. */
  static final long ENGINE = newEngine();

  private Dnnl() {}

  /** A call that writes a new handle where it is told to. */
  @FunctionalInterface
  interface Creation {
    int into(MemorySegment handle) throws Throwable;
  }

  static void check(String what, NativeCall call) {
    int status = NativeCall.unchecked(call);
    if (status == NOT_IMPLEMENTED) {
      throw new NotImplementedException("oneDNN cannot " + what + " of such sizes here");
    }
    if (status != 0) {
      throw new DinoException("oneDNN cannot " + what + ": " + reason(status));
    }
  }

  /** A new object that is destroyed when {@code arena} closes. */
  static long create(Arena arena, String what, Creation creation, MethodHandle destroy) {
    long handle = create(what, creation);
    MemorySegment.ofAddress(handle)
        .reinterpret(
            arena,
            segment -> NativeCall.unchecked(() -> (int) destroy.invokeExact(segment.address())));
    return handle;
  }

  private static long create(String what, Creation creation) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment handle = local.allocate(JAVA_LONG);
      check(what, () -> creation.into(handle));
      return handle.get(JAVA_LONG, 0);
    }
  }

  private static long newEngine() {
    int processor = 1; // dnnl_cpu
    return create("start", handle -> (int) ENGINE_CREATE.invokeExact(handle, processor, 0L));
  }

  private static String reason(int status) {
    return switch (status) {
      case 1 -> "out of memory";
      case 2 -> "invalid arguments";
      case 5 -> "failed while running";
      default -> "status " + status;
    };
  }

  private static MethodHandle function(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MethodHandle longFunction(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment symbol =
        DnnlLibrary.SYMBOLS
            .find(name)
            .orElseThrow(
                () -> new DinoException("oneDNN lacks " + name + ": wrong library version"));
    return Linker.nativeLinker().downcallHandle(symbol, descriptor, options);
  }
}
