package io.github.dino4j.pretrain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.step.Batch;
import io.github.dino4j.pretrain.step.SmallRun;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelViewsTest {
  @TempDir Path folder;

  /** NumPy's array of bytes, all of one channel alike. */
  private static void npy(Path file, int... channels) throws IOException {
    String header =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, 30, 40), }"
            .formatted(channels.length);
    byte[] start = ("\u0093NUMPY\001\000v\000" + header).getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = Arrays.copyOf(start, 128 + channels.length * 1200);
    Arrays.fill(bytes, start.length, 128, (byte) ' ');
    for (int c = 0; c < channels.length; c++) {
      Arrays.fill(bytes, 128 + c * 1200, 128 + (c + 1) * 1200, (byte) channels[c]);
    }
    Files.write(file, bytes);
  }

  private TrainingImages list(String... names) throws IOException {
    Path list = Files.write(folder.resolve("list.txt"), List.of(names));
    return TrainingImages.index(List.of(list.toString()));
  }

  @Test
  void everyChannelIsNormalisedByItsOwnNumbers() throws IOException {
    npy(folder.resolve("a.npy"), 0, 0, 0, 0, 0);
    PretrainConfig config =
        SmallRun.config(
            "student.in_chans=5", "data.mean=[0.1,0.2,0.3,0.4,0.5]", "data.std=[1,1,1,1,0.1]");
    try (Scope scope = Scope.open();
        ViewLoader loader = new ViewLoader(list("a.npy"), config, Shard.ALL, 0)) {
      Batch batch = loader.next().batches().getFirst();
      assertThat(Tensors.shape(batch.globalCrops())).containsExactly(8, 5, 56, 56);
      // Black stays black whatever is done to it, unless it is of another sign.
      float[] crop = Tensors.toFloats(batch.globalCrops().select(0, 0));
      for (int i = 0; i < crop.length; i++) {
        assertThat(crop[i]).isEqualTo(new float[] {-0.1f, -0.2f, -0.3f, -0.4f, -5}[i / 3136]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "1, 16", "3, 16"})
  void photosServeModelsOfOneChannelAndOfSixteenBits(int channels, int bits) throws IOException {
    TrainingImages images =
        TrainingImages.index(List.of(Pictures.folder(folder.resolve("photos"), 3).toString()));
    PretrainConfig config =
        SmallRun.config("student.in_chans=" + channels, "data.bit_depth=" + bits);
    try (Scope scope = Scope.open();
        ViewLoader loader = new ViewLoader(images, config, Shard.ALL, 0);
        ViewLoader later = new ViewLoader(images, config, Shard.ALL, 1)) {
      loader.next();
      Batch batch = loader.next().batches().getFirst();
      assertThat(Tensors.shape(batch.globalCrops())).containsExactly(8, channels, 56, 56);
      assertThat(Tensors.toFloats(batch.globalCrops()))
          .isEqualTo(Tensors.toFloats(later.next().batches().getFirst().globalCrops()));
      assertThat(loader.rejects()).isEmpty();
    }
  }

  @Test
  void aFileWithOtherChannelsIsRejected() throws IOException {
    npy(folder.resolve("a.npy"), 9, 9);
    npy(folder.resolve("b.npy"), 9, 9, 9, 9);
    PretrainConfig config = SmallRun.config("student.in_chans=2", "data.sampler=in_order");
    try (ViewLoader loader = new ViewLoader(list("a.npy", "b.npy"), config, Shard.ALL, 0)) {
      loader.next();
      assertThat(loader.rejects())
          .extracting(Reject::reason)
          .containsExactly("4 channels where the model takes 2");
    }
  }

  @Test
  void noOtherBitDepthExists() throws IOException {
    npy(folder.resolve("a.npy"), 9);
    TrainingImages images = list("a.npy");
    assertThatThrownBy(
            () -> new ViewLoader(images, SmallRun.config("data.bit_depth=12"), Shard.ALL, 0))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("data.bit_depth: 12; choose 8 or 16");
  }
}
