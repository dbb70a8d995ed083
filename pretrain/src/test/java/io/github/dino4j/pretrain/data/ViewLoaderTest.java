package io.github.dino4j.pretrain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.image.DecodeOptions;
import io.github.dino4j.image.augment.MultiCrop;
import io.github.dino4j.image.augment.MultiCropAugmentation;
import io.github.dino4j.image.augment.RandomResizedCrop;
import io.github.dino4j.image.augment.Range;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.random.TorchRandom;
import io.github.dino4j.image.transform.Normalization;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.step.Batch;
import io.github.dino4j.pretrain.step.SmallRun;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewLoaderTest {
  @TempDir Path folder;

  private static TrainingImages index(Path... inputs) {
    return TrainingImages.index(Arrays.stream(inputs).map(Path::toString).toList());
  }

  /** Every number of a batch, as text that can be compared. */
  private static String digest(Views views) {
    try (Scope scope = Scope.open()) {
      StringBuilder text = new StringBuilder();
      for (Batch batch : views.batches()) {
        text.append(Arrays.hashCode(Tensors.toFloats(batch.globalCrops()))).append(' ');
        if (batch.localCrops() != null) {
          text.append(Arrays.hashCode(Tensors.toFloats(batch.localCrops()))).append(' ');
        }
        text.append(Arrays.hashCode(batch.masks().hidden())).append(' ');
      }
      return text.toString();
    }
  }

  private static List<String> digests(TrainingImages images, PretrainConfig config, int count) {
    return digests(images, config, Shard.ALL, 0, count);
  }

  private static List<String> digests(
      TrainingImages images, PretrainConfig config, Shard share, int first, int count) {
    try (ViewLoader loader = new ViewLoader(images, config, share, first)) {
      return java.util.stream.Stream.generate(loader::next)
          .limit(count)
          .map(ViewLoaderTest::digest)
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  void viewsFollowFromSeedIterationAndProcessAlone(int workers) throws IOException {
    TrainingImages images = index(Pictures.folder(folder, 7));
    PretrainConfig one = SmallRun.config("train.num_workers=1");
    PretrainConfig other = SmallRun.config("train.num_workers=" + workers);
    List<String> unbroken = digests(images, one, 9);
    assertThat(unbroken).doesNotHaveDuplicates();
    for (int first : new int[] {0, 1, 5}) {
      assertThat(digests(images, other, Shard.ALL, first, 9 - first))
          .isEqualTo(unbroken.subList(first, 9));
    }
  }

  @Test
  void anotherSeedOrProcessGivesOtherViews() throws IOException {
    TrainingImages images = index(Pictures.folder(folder, 8));
    PretrainConfig config = SmallRun.config();
    assertThat(digests(images, config, new Shard(0, 2), 0, 3))
        .doesNotContainAnyElementsOf(digests(images, config, new Shard(1, 2), 0, 3))
        .doesNotContainAnyElementsOf(
            digests(images, SmallRun.config("train.seed=1"), new Shard(0, 2), 0, 3));
  }

  @Test
  void microBatchesAreTheSameViewsInPieces() throws IOException {
    TrainingImages images = index(Pictures.folder(folder, 5));
    try (Scope scope = Scope.open();
        ViewLoader whole = new ViewLoader(images, SmallRun.config(), Shard.ALL, 2);
        ViewLoader cut =
            new ViewLoader(images, SmallRun.config("compute.micro_batch=2"), Shard.ALL, 2)) {
      Batch all = whole.next().batches().getFirst();
      Views views = cut.next();
      assertThat(views.images()).isEqualTo(4);
      List<Batch> parts = views.batches();
      assertThat(parts).hasSize(2);
      for (int image = 0; image < 4; image++) {
        for (int crop = 0; crop < 2; crop++) {
          assertThat(row(parts.get(image / 2).globalCrops(), Batch.row(crop, image % 2, 2)))
              .isEqualTo(row(all.globalCrops(), Batch.row(crop, image, 4)));
        }
        for (int crop = 0; crop < 4; crop++) {
          assertThat(row(locals(parts.get(image / 2)), Batch.row(crop, image % 2, 2)))
              .isEqualTo(row(locals(all), Batch.row(crop, image, 4)));
        }
      }
    }
  }

  private static Tensor locals(Batch batch) {
    return Objects.requireNonNull(batch.localCrops());
  }

  private static float[] row(Tensor crops, long row) {
    return Tensors.toFloats(crops.select(0, row));
  }

  @Test
  void cropsAreThoseOfTheAugmentation() throws IOException {
    TrainingImages images = index(Pictures.folder(folder, 3));
    PretrainConfig config = SmallRun.config("data.sampler=in_order", "train.batch_size_per_gpu=1");
    MultiCropAugmentation augmentation =
        new MultiCropAugmentation(
            new RandomResizedCrop(56, new Range(0.32, 1)),
            new RandomResizedCrop(42, new Range(0.05, 0.32)),
            4);
    ImageDecoder decoder = new ImageDecoder(DecodeOptions.asReference());
    MultiCrop crops =
        augmentation.apply(
            decoder.decode(images.record(1).read()),
            new TorchRandom(new Seeds(0, 0).ofViews(1, 0)));
    try (Scope scope = Scope.open();
        ViewLoader loader = new ViewLoader(images, config, Shard.ALL, 1)) {
      Batch batch = loader.next().batches().getFirst();
      float[] expected = new float[3 * 56 * 56];
      Normalization.IMAGENET.write(crops.global().get(1), expected, 0);
      assertThat(row(batch.globalCrops(), 1)).isEqualTo(expected);
      expected = new float[3 * 42 * 42];
      Normalization.IMAGENET.write(crops.local().get(3), expected, 0);
      assertThat(row(locals(batch), 3)).isEqualTo(expected);
    }
  }

  @Test
  void withoutLocalCropsThereIsNoTensorOfThem() throws IOException {
    TrainingImages images = index(Pictures.folder(folder, 2));
    PretrainConfig config = SmallRun.config("crops.local_crops_number=0");
    try (Scope scope = Scope.open();
        ViewLoader loader = new ViewLoader(images, config, Shard.ALL, 0)) {
      assertThat(loader.next().batches().getFirst().localCrops()).isNull();
    }
  }

  @Test
  void anUnreadableImageIsReplacedByTheSameOneEveryTimeAndToldOnce() throws IOException {
    Pictures.folder(folder, 6);
    Pictures.spoil(folder.resolve("02.png"));
    Files.delete(folder.resolve("04.png"));
    Files.createDirectory(folder.resolve("04.png.d"));
    TrainingImages images = index(folder);
    Files.delete(folder.resolve("05.png"));
    PretrainConfig config = SmallRun.config();
    List<String> unbroken = digests(images, config, 8);
    assertThat(digests(images, config, Shard.ALL, 3, 5)).isEqualTo(unbroken.subList(3, 8));
    try (ViewLoader loader = new ViewLoader(images, config, Shard.ALL, 0)) {
      for (int i = 0; i < 5; i++) {
        loader.next();
      }
      assertThat(loader.rejects())
          .extracting(Reject::path)
          .containsExactly(
              folder.resolve("02.png").toString(), folder.resolve("05.png").toString());
      assertThat(loader.rejects().getLast().reason()).isEqualTo("no such file");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, its only image cannot be read", "7, none of 7 images tried can be read"})
  void whereNothingCanBeReadOneLineSaysSo(int count, String message) throws IOException {
    Pictures.folder(folder, count);
    for (int i = 0; i < count; i++) {
      Pictures.spoil(folder.resolve("%02d.png".formatted(i)));
    }
    try (ViewLoader loader = new ViewLoader(index(folder), SmallRun.config(), Shard.ALL, 0)) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(DinoException.class)
          .hasMessageContaining(message)
          .hasMessageContaining(".png: ")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void oneImageOfOnePixelFillsABatch() throws IOException {
    Files.write(folder.resolve("dot.png"), Pictures.png(1, 1, 3));
    try (Scope scope = Scope.open();
        ViewLoader loader = new ViewLoader(index(folder), SmallRun.config(), Shard.ALL, 0)) {
      Batch batch = loader.next().batches().getFirst();
      assertThat(Tensors.shape(batch.globalCrops())).containsExactly(8, 3, 56, 56);
      float[] red = Arrays.copyOf(row(batch.globalCrops(), 0), 56 * 56);
      assertThat(red).containsOnly(red[0]);
      assertThat(loader.waitedSeconds()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compute.micro_batch=3 | compute.micro_batch 3",
        "crops.local_crops_size=4 | crops.local_crops_size: 4",
        "data.mean=[0.5] | data.mean: 1 numbers",
        "data.std=[0.2, 0.2, 0] | data.std: 0.0",
      })
  void whatMakesNoViewsIsRefusedAtOnce(String override, String message) throws IOException {
    TrainingImages images = index(Pictures.folder(folder, 2));
    assertThatThrownBy(() -> new ViewLoader(images, SmallRun.config(override), Shard.ALL, 0))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aProcessWithoutAnImageIsRefused() throws IOException {
    TrainingImages images = index(Pictures.folder(folder, 2));
    assertThatThrownBy(() -> new ViewLoader(images, SmallRun.config(), new Shard(0, 3), 0))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("2 images are too few for 3 processes");
  }
}
