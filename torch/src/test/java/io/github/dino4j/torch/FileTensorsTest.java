package io.github.dino4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FileTensorsTest {
  @Test
  void everyTypeCrossesToLibtorchAndBackBitForBit() {
    Path path = Path.of("src/test/resources/weights/types.pth");
    try (WeightFile file = WeightFile.open(path);
        Scope scope = Scope.open()) {
      file.entries().forEach(FileTensorsTest::assertCrosses);
    }
  }

  private static void assertCrosses(String name, TensorEntry entry) {
    Tensor tensor = FileTensors.of(entry);
    assertThat(Tensors.shape(tensor)).as(name).isEqualTo(entry.shape());
    if (entry.elements() > 0) {
      assertThat(Tensors.toFloats(tensor))
          .as(name)
          .containsExactly(entry.floats().toArray(ValueLayout.JAVA_FLOAT));
    }
    TensorEntry back = FileTensors.entry(name, tensor);
    assertThat(back.type()).isEqualTo(entry.type());
    assertThat(back.bytes().mismatch(entry.bytes())).isEqualTo(-1);
  }

  @Test
  void loadsParametersStrictly() {
    try (Parameters parameters = new Parameters()) {
      Tensor weight = parameters.create("weight", 2);
      FileTensors.load(parameters, Map.of("weight", TensorEntry.of("w", new float[] {1, 2}, 2)));
      try (Scope scope = Scope.open()) {
        assertThat(Tensors.toFloats(weight)).containsExactly(1, 2);
      }
      assertThatThrownBy(
              () -> FileTensors.load(parameters, Map.of("w", TensorEntry.of("w", new float[1], 1))))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("missing weight; unexpected w");
    }
  }
}
