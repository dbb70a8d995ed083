package io.github.dino4j.kernels.onednn;

import io.github.dino4j.kernels.NativeCall;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.Map;

/**
 * A computation for fixed shapes and layouts (a oneDNN primitive). Immutable: threads share it,
 * each through a {@link Call} of its own. Create it on a thread that {@link OneDnn#useOneThread()
 * uses one thread}, and it runs on one. It lives as long as the arena it was made in.
 */
public final class Operation {
  private static final int WEIGHTS = 131; // dnnl_query_weights_md
  private static final int SCRATCH = 136; // dnnl_query_scratchpad_md

  private final long primitive;
  private final Map<Argument, Layout> layouts = new EnumMap<>(Argument.class);

  private Operation(Arena arena, long description, Map<Argument, Layout> arguments) {
    layouts.putAll(arguments);
    layouts.put(Argument.SCRATCH, query(description, SCRATCH));
    Layout weights = arguments.get(Argument.WEIGHTS);
    if (weights != null) {
      layouts.put(Argument.WEIGHTS, query(description, WEIGHTS, weights.dims()));
    }
    primitive =
        Dnnl.create(
            arena,
            "build an operation",
            handle -> (int) Dnnl.PRIMITIVE_CREATE.invokeExact(handle, description),
            Dnnl.PRIMITIVE_DESTROY);
  }

  /** Wraps the description that {@code creation} writes. */
  static Operation of(
      Arena arena, String name, Dnnl.Creation creation, Map<Argument, Layout> arguments) {
    long description = Dnnl.create(arena, "plan " + name, creation, Dnnl.DESCRIPTION_DESTROY);
    return new Operation(arena, description, arguments);
  }

  private static Layout query(long description, int what, long... dims) {
    long[] handle = new long[1];
    NativeCall.unchecked(() -> {
      handle[0] = (long) Dnnl.QUERY_LAYOUT.invokeExact(description, what, 0);
      return 0;
    });
    return Layout.ofHandle(handle[0], dims);
  }

  /** The layout of an argument: for free ones, what the operation chose. */
  public Layout layout(Argument argument) {
    Layout layout = layouts.get(argument);
    if (layout == null) {
      throw new IllegalArgumentException("the operation has no " + argument);
    }
    return layout;
  }

  /** Bytes of working memory a call needs. */
  public long scratchBytes() {
    return layout(Argument.SCRATCH).bytes();
  }

  /** A way to run this operation on one thread at a time; lives as long as {@code arena}. */
  public Call call(Arena arena) {
    return new Call(arena, primitive, layouts);
  }
}
