package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.torch.ComputeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainCommandTest {
  static final List<String> SMALL =
      List.of(
          "student.depth=1",
          "student.patch_size=8",
          "crops.global_crops_size=32",
          "crops.local_crops_size=16",
          "crops.local_crops_number=2",
          "dino.head_n_prototypes=64",
          "train.batch_size_per_gpu=4",
          "train.OFFICIAL_EPOCH_LENGTH=1",
          "optim.epochs=2",
          "optim.warmup_epochs=1",
          "teacher.warmup_teacher_temp_epochs=1",
          "optim.freeze_last_layer_epochs=0");

  @TempDir private Path folder;
  private Path scenes;

  @BeforeEach
  void render() {
    scenes = folder.resolve("scenes");
    assertThat(CommandRun.of("scenes", "-o", scenes, "--count", 8, "--size", 64).code()).isZero();
  }

  private CommandRun pretrain(Object... words) {
    List<Object> all = new ArrayList<>(List.of("pretrain"));
    if (!List.of(words).contains("-o")) {
      all.addAll(List.of("-o", folder.resolve("run")));
    }
    all.addAll(List.of(words));
    return CommandRun.of(all.toArray());
  }

  private CommandRun pretrainSmall(Object... words) {
    List<Object> all = new ArrayList<>(List.of("--data", scenes.resolve("scenes.csv")));
    all.addAll(List.of("--config", "thumbnails"));
    all.addAll(SMALL);
    all.addAll(List.of(words));
    return pretrain(all.toArray());
  }

  @Test
  void whatWasTrainedEmbeds() throws IOException {
    CommandRun run = pretrainSmall();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("done: ", "teacher.safetensors", "report.html");
    CommandRun embed =
        CommandRun.of(
            "embed",
            scenes.resolve("scenes.csv"),
            "-o",
            folder.resolve("features.npy"),
            "--model",
            folder.resolve("run"));
    assertThat(embed.code()).as(embed.err()).isZero();
    assertThat(Files.size(folder.resolve("features.npy"))).isGreaterThan(8 * 192 * 4);
  }

  @Test
  void aModelOfGrayImagesEmbedsThemAndDrawsNoPictures() {
    assertThat(pretrainSmall("student.in_chans=1").code()).isZero();
    Path features = folder.resolve("features.npy");
    Path run = folder.resolve("run");
    CommandRun embed =
        CommandRun.of("embed", scenes.resolve("scenes.csv"), "-o", features, "--model", run);
    assertThat(embed.code()).as(embed.err()).isZero();
    CommandRun pca =
        CommandRun.of("pca", scenes.resolve("scenes.csv"), "-o", folder, "--model", run);
    assertThat(pca.code()).isEqualTo(2);
    assertThat(pca.err()).contains("takes images of 1 channels in 16 bits");
  }

  @Test
  void aGpuThatIsNotThereIsOneLineAndBeginsNothing() {
    assumeFalse(ComputeDevice.cudaIsAvailable(), "skipped: there is a CUDA device");
    CommandRun run = pretrainSmall("--device", "cuda");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("no CUDA device can be used");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
    CommandRun run = pretrainSmall("--dry-run");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("model    1 blocks of 6 heads, 192 features, patches of 8")
        .contains("steps    2 of 4 images: 1.0 passes over 8 images")
        .contains("device   " + ComputeDevice.best())
        .contains("computes ", "(" + Processor.instructions() + ")")
        .contains("memory   about")
        .doesNotContain("precision: auto")
        .contains("head_n_prototypes: 64");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aFinishedRunHasNothingLeftToDo() {
    pretrainSmall();
    CommandRun again = pretrain("--resume");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("done: ");
  }

  @Test
  void wrongUseIsOneLine() {
    assertOneLine(pretrain("--data", folder.resolve("nothing")), "nothing");
    assertOneLine(pretrain(), "--data");
    assertOneLine(pretrain("--resume"), "holds no run");
    assertOneLine(pretrainSmall("optim.base_Ir=1"), "optim.base_lr");
    assertOneLine(pretrainSmall("--config", "photo"), "photos, thumbnails");
    assertOneLine(pretrainSmall("-o", scenes.resolve("scenes.csv")), "is a file");
    assertOneLine(pretrainSmall("--workers", 0), "at least one worker");
    assertOneLine(
        pretrainSmall("--workers", 2, "train.batch_size_per_gpu=5"),
        "8 images are fewer than a step takes (10)");
    assertThat(folder.resolve("run")).doesNotExist();
    pretrainSmall();
    assertOneLine(pretrain("--resume", "optim.epochs=9"), "student.pretrained_weights");
    assertOneLine(pretrain("--resume", "--evaluate", "knn"), "leave --config, --evaluate");
    assertOneLine(pretrainSmall(), "--resume");
  }

  private static void assertOneLine(CommandRun run, String words) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).startsWith("dino4j: ").contains(words);
  }
}
