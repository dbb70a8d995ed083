package io.github.dino4j.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Owns the tensors made on this thread until it closes: one scope per step or request.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor logits = linear(x, weight, bias); // freed at the end
 *   return scope.hand(logits.softmax(1));    // lives on in the scope outside
 * }
 * }</pre>
 *
 * <p>Tensors hold native memory that the garbage collector does not see, so the functions of {@link
 * Ops} refuse to run where no scope is open.
 */
public final class Scope implements AutoCloseable {
  private final @Nullable PointerScope outer;
  private final PointerScope scope;
  private boolean closed;

  private Scope() {
    outer = PointerScope.getInnerScope();
    scope = new PointerScope();
  }

  /** Opens a scope on the calling thread; close it on the same thread, innermost first. */
  public static Scope open() {
    Torch.start();
    return new Scope();
  }

  /**
   * Refuses to go on without a scope.
   *
   * @throws IllegalStateException if the calling thread has no open scope: its tensors would leak
   */
  public static void require() {
    if (PointerScope.getInnerScope() == null) {
      throw new IllegalStateException(
          "no scope is open on thread \""
              + Thread.currentThread().getName()
              + "\": tensors made here would never be freed; use try (Scope scope = Scope.open())");
    }
  }

  /**
   * Hands {@code pointer} to the scope outside this one, or, if this is the outermost, to the
   * caller, who then frees it with {@link #free}.
   */
  public <P extends Pointer> P hand(P pointer) {
    if (outer == null) {
      return keep(pointer);
    }
    outer.attach(pointer);
    return pointer;
  }

  /**
   * Takes {@code pointer} out of the care of every scope; whoever keeps it calls {@link #free} in
   * the end.
   */
  public static <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    return pointer;
  }

  /** Frees what {@link #keep} kept. */
  public static void free(Pointer pointer) {
    pointer.releaseReference();
  }

  /** Frees at once what the innermost open scope owns, ahead of its closing. */
  public static void drop(Pointer pointer) {
    require();
    PointerScope.getInnerScope().detach(pointer);
  }

  /**
   * @throws IllegalStateException if a scope opened later on this thread is still open: it was
   *     forgotten
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (PointerScope.getInnerScope() != scope) {
      throw new IllegalStateException(
          "a scope that was opened after this one is still open on thread \""
              + Thread.currentThread().getName()
              + "\": close scopes innermost first, with try-with-resources");
    }
    closed = true;
    scope.close();
  }
}
