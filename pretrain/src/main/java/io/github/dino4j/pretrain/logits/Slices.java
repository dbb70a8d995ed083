package io.github.dino4j.pretrain.logits;

import io.github.dino4j.torch.Scope;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/** Work on many rows, a few at a time, so that what is made on the way stays small. */
public final class Slices {
  private static final long ROWS = 8192;

  private Slices() {}

  /** Rows {@code first} to {@code first + count}. */
  public record Rows(long first, long count) {
    public Tensor of(Tensor tensor) {
      return tensor.narrow(0, first, count);
    }
  }

  /** Runs {@code work} on all slices of {@code total} rows, each in a scope of its own. */
  public static void each(long total, Consumer<Rows> work) {
    each(total, ROWS, work);
  }

  public static void each(long total, long size, Consumer<Rows> work) {
    for (long first = 0; first < total; first += size) {
      try (Scope scope = Scope.open()) {
        work.accept(new Rows(first, Math.min(size, total - first)));
      }
    }
  }
}
