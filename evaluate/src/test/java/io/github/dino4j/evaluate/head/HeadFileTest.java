package io.github.dino4j.evaluate.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription.Task;
import io.github.dino4j.model.Layers;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFileTest {
  @TempDir Path folder;

  private static HeadDescription description() {
    SequencedMap<String, String> training = new LinkedHashMap<>();
    training.put("rate", "0.01");
    training.put("\"seed\"", "0");
    return new HeadDescription(
        Task.CLASSIFICATION,
        List.of("hat", "T-shirt, long"),
        new Backbone("demo", "abc", 192),
        new Layers(List.of(2, 3), true),
        "resize 64, crop 56",
        new LinkedHashMap<>(),
        training);
  }

  private void write() {
    HeadFile.write(
        folder, description(), List.of(TensorEntry.of("weight", new float[] {1, 2, 3, 4}, 2, 2)));
  }

  @Test
  void comesBackAsItWas() {
    write();
    for (Path path : List.of(folder, folder.resolve("head.json"))) {
      try (HeadFile head = HeadFile.open(path)) {
        assertThat(head.description()).isEqualTo(description());
        assertThat(head.floats("weight", 2, -1)).containsExactly(1, 2, 3, 4);
      }
    }
  }

  @Test
  void anotherShapeIsRefused() {
    write();
    try (HeadFile head = HeadFile.open(folder)) {
      assertThatThrownBy(() -> head.floats("weight", 3, 2))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("weight is [2, 2], not [3, 2]");
    }
  }

  @Test
  void anotherBackboneIsRefused() {
    Backbone other = new Backbone("vits", "def", 192);
    assertThatThrownBy(() -> description().require(other))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "the head was trained on demo, whose weights are others than those of vits; name that"
                + " model with --model");
  }

  @Test
  void damageIsTold() throws IOException {
    write();
    Files.writeString(folder.resolve("head.json"), "{\"task\": \"poetry\"}");
    assertThatThrownBy(() -> HeadFile.open(folder))
        .isInstanceOf(DinoException.class)
        .hasMessage(folder.resolve("head.json") + " has no backbone, layers and classes");
    Files.delete(folder.resolve("head.json"));
    assertThatThrownBy(() -> HeadFile.open(folder)).hasMessageContaining("head.json: no such file");
  }
}
