package io.github.dino4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @Test
  void freesWhatWasMadeInsideAndKeepsWhatWasHandedOut() {
    Tensor inner;
    try (Scope outer = Scope.open()) {
      Tensor handed;
      try (Scope scope = Scope.open()) {
        inner = Tensors.of(new float[] {1, 2}, 2);
        handed = scope.hand(Tensors.of(new float[] {3, 4}, 2));
      }
      assertThat(inner.isNull()).isTrue();
      assertThat(Tensors.toFloats(handed)).containsExactly(3, 4);
      inner = handed;
    }
    assertThat(inner.isNull()).isTrue();
  }

  @Test
  void whatLeavesTheOutermostScopeLivesUntilFreed() {
    Tensor tensor;
    try (Scope scope = Scope.open()) {
      tensor = scope.hand(Tensors.of(new float[] {5}, 1));
    }
    assertThat(tensor.item_float()).isEqualTo(5);
    Scope.free(tensor);
    assertThat(tensor.isNull()).isTrue();
  }

  /** Tensors made without a scope would leak, so the first function to be called says so. */
  @Test
  void aForgottenScopeIsCaught() {
    assertThatThrownBy(() -> Tensors.zeros(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no scope is open");
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.zeros(1, 2);
      assertThat(Ops.matmul(x, x.t()).item_float()).isZero();
    }
    assertThatThrownBy(() -> Ops.softmax(new Tensor(), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aScopeThatWasNotClosedIsCaughtByTheOneOutside() {
    Scope outer = Scope.open();
    Scope forgotten = Scope.open();
    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("innermost first");
    forgotten.close();
    outer.close();
  }
}
