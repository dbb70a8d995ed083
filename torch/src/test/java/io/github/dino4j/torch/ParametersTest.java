package io.github.dino4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ParametersTest {
  @Test
  void namesFollowWhereALayerStands() {
    try (Parameters parameters = new Parameters()) {
      parameters.in("blocks").in("2").create("weight", 3, 4);
      parameters.create("bias", 3);
      assertThat(parameters.named().keySet()).containsExactly("blocks.2.weight", "bias");
      assertThat(parameters.count()).isEqualTo(15);
    }
  }

  @Test
  void loadsValuesAndKeepsTheLeaf() {
    try (Scope scope = Scope.open();
        Parameters parameters = new Parameters()) {
      Tensor weight = parameters.create("weight", 2);
      parameters.load(Map.of("weight", Tensors.of(new float[] {7, 8}, 2)));
      assertThat(Tensors.toFloats(weight)).containsExactly(7, 8);
      assertThat(weight.is_leaf()).isTrue();
      assertThat(weight.requires_grad()).isTrue();
    }
  }

  @Test
  void namesEveryFaultAtOnce() {
    try (Scope scope = Scope.open();
        Parameters parameters = new Parameters()) {
      parameters.create("missing", 2);
      parameters.create("misshapen", 2, 3);
      Map<String, Tensor> values =
          Map.of("misshapen", Tensors.zeros(3, 2), "unexpected", Tensors.zeros(1));
      assertThatThrownBy(() -> parameters.load(values))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("missing missing")
          .hasMessageContaining("misshapen is [3, 2], not [2, 3]")
          .hasMessageContaining("unexpected unexpected");
    }
  }
}
