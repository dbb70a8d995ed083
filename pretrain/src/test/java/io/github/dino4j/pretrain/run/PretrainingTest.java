package io.github.dino4j.pretrain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig.Precision;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.probe.ProbeLog;
import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.pretrain.report.Metrics;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainingTest {
  private static final int STEPS = SmallConfig.STEPS;

  @TempDir private Path folder;
  private Path pictures;

  @BeforeEach
  void draw() throws IOException {
    pictures = SmallPictures.write(folder.resolve("pictures"), 12);
  }

  /** Keeps what it hears. */
  private static final class Ear implements RunListener {
    private final List<Long> steps = new ArrayList<>();
    private final List<ProbeResult> probes = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    @Override
    public void stepped(Metrics metrics, long iterations) {
      steps.add(metrics.iteration());
    }

    @Override
    public void probed(ProbeResult result) {
      probes.add(result);
    }

    @Override
    public void told(String line) {
      told.add(line);
    }

    @Override
    public void remarked(String line) {
      remarks.add(line);
    }
  }

  private Pretraining begin(String run, String... overrides) {
    return Pretraining.begin(
        new RunFolder(folder.resolve(run)),
        SmallConfig.with(overrides),
        List.of(pictures.toString()));
  }

  private Pretraining resume(String run) {
    return Pretraining.resume(new RunFolder(folder.resolve(run)), List.of());
  }

  private static Ear train(Pretraining pretraining) {
    Ear ear = new Ear();
    assertThat(pretraining.run(ProcessGroup.single(), ear, () -> false))
        .isEqualTo(Trainer.End.FINISHED);
    return ear;
  }

  /** Ends after so many steps of this sitting. */
  private static void trainFor(Pretraining pretraining, int steps) {
    Ear ear = new Ear();
    assertThat(pretraining.run(ProcessGroup.single(), ear, () -> ear.steps.size() >= steps))
        .isEqualTo(Trainer.End.STOPPED);
    assertThat(ear.steps).hasSize(steps);
  }

  private byte[] teacher(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("teacher.safetensors"));
  }

  @Test
  void aRunLeavesAModelMetricsProbesAndAReport() throws IOException {
    Ear ear = train(begin("run"));
    assertThat(ear.steps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(ear.remarks).isEmpty();
    Path run = folder.resolve("run");
    try (ModelFile model = ModelFile.open(run.resolve("teacher.safetensors"))) {
      assertThat(model.config().dim()).isEqualTo(48);
      assertThat(model.config().imageSize().width()).isEqualTo(32);
    }
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(STEPS);
    assertThat(ear.probes).extracting(ProbeResult::iteration).containsExactly(0L, 3L, 6L);
    assertThat(ProbeLog.read(run)).isEqualTo(ear.probes);
    assertThat(Files.readString(run.resolve("report.html"))).contains("iBOT", "KoLeo");
    assertThat(ConfigFile.defaults().with(run.resolve("config.yaml")).config())
        .isEqualTo(SmallConfig.with().config());
  }

  @Test
  void aRunStoppedTwiceEndsBitForBitLikeTheUnbrokenOne() throws IOException {
    train(begin("whole"));
    trainFor(begin("broken"), 3);
    trainFor(resume("broken"), 1);
    assertThat(train(resume("broken")).steps).containsExactly(4L, 5L);
    assertThat(teacher("broken")).isEqualTo(teacher("whole"));
    assertThat(lastState("broken")).hasSameBinaryContentAs(lastState("whole"));
    assertThat(losses("broken")).isEqualTo(losses("whole"));
  }

  @Test
  void whatAutoBecameIsRecordedEverywhere() throws IOException {
    Precision here = Precision.AUTO.on(ComputeDevice.CPU);
    Ear ear = train(begin("run", "compute.precision=auto"));
    RunFolder run = new RunFolder(folder.resolve("run"));
    assertThat(ConfigFile.defaults().with(run.config()).config().compute().precision())
        .isEqualTo(here);
    RunRecord record = RunRecord.read(run.record());
    String computation = record.computation();
    assertThat(computation).startsWith(here.name().toLowerCase(Locale.ROOT) + " by ");
    assertThat(ear.told).contains("computing in " + computation);
    assertThat(Files.readString(run.report())).contains("<dd>" + computation + "</dd>");
    assertThat(record.versions().processor()).isEqualTo(Processor.name()).isNotEmpty();
  }

  @Test
  void aRunGoesOnElsewhereAndSaysSo() throws IOException {
    trainFor(begin("run"), 3);
    Path record = folder.resolve("run").resolve("run.json");
    String here = RunRecord.read(record).computation();
    Files.writeString(record, Files.readString(record).replace(here, "fp32 by kernels (AVX9)"));
    Ear ear = train(resume("run"));
    assertThat(ear.steps).containsExactly(3L, 4L, 5L);
    assertThat(ear.told)
        .anyMatch(line ->
            line.startsWith("going on in " + here)
                && line.contains("fp32 by kernels (AVX9)")
                && line.contains("last bits"));
  }

  @Test
  void aRunGoesOnWithTheThreadsThatItWasBegunWith() throws IOException {
    int usual = Torch.threads();
    try {
      Torch.setThreads(2);
      train(begin("whole"));
      trainFor(begin("broken"), 3);
      Torch.setThreads(1);
      assertThat(train(resume("broken")).told).anyMatch(line -> line.contains("with 2 threads"));
      assertThat(Torch.threads()).isEqualTo(2);
      assertThat(teacher("broken")).isEqualTo(teacher("whole"));
    } finally {
      Torch.setThreads(usual);
    }
  }

  private Path lastState(String run) {
    return new Checkpoints(folder.resolve(run).resolve("checkpoints")).last().orElseThrow().file();
  }

  /** What a step tells but for its times. */
  private List<String> losses(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll("\"(seconds|images_per_second|data_wait)\":[^,}]*", ""))
        .toList();
  }

  /** As after kill -9: steps were done, and noted, that no state knows of. */
  @Test
  void stepsAfterTheLastStateAreDoneAgain() throws IOException {
    train(begin("whole"));
    trainFor(begin("killed"), 5);
    Files.delete(lastState("killed"));
    assertThat(train(resume("killed")).steps).containsExactly(4L, 5L);
    assertThat(teacher("killed")).isEqualTo(teacher("whole"));
    assertThat(losses("killed")).isEqualTo(losses("whole"));
  }

  @Test
  void theLastTwoStatesAndTheBestAreKept() throws IOException {
    Ear ear = train(begin("run", "train.checkpoint_period_iterations=1"));
    double best =
        ear.probes.stream().mapToDouble(p -> p.knnTop1() == null ? 0 : p.knnTop1()).max().orElse(0);
    List<String> expected = new ArrayList<>();
    ear.probes.stream()
        .filter(probe -> probe.iteration() > 0 && Double.valueOf(best).equals(probe.knnTop1()))
        .reduce((_, later) -> later)
        .ifPresent(probe -> expected.add(name(probe.iteration())));
    expected.addAll(List.of(name(5), name(6)));
    try (Stream<Path> files = Files.list(folder.resolve("run/checkpoints"))) {
      assertThat(files.map(file -> file.getFileName().toString()).distinct())
          .containsExactlyInAnyOrderElementsOf(expected.stream().distinct().toList());
    }
  }

  private static String name(long iteration) {
    return "iteration-%09d.safetensors".formatted(iteration);
  }

  @Test
  void aStateThatCannotBeWrittenDoesNotEndTheRun() throws IOException {
    Pretraining pretraining = begin("run");
    write("run/checkpoints");
    Ear ear = train(pretraining);
    assertThat(ear.steps).hasSize(STEPS);
    assertThat(ear.remarks)
        .singleElement() // though there were three states to write
        .satisfies(line -> assertThat(line).contains("checkpoints", "the run goes on"));
    assertThat(teacher("run")).isNotEmpty();
  }

  @Test
  void aRunThatStopsWithoutAStateSaysSo() throws IOException {
    Pretraining pretraining = begin("run");
    write("run/checkpoints");
    assertThatThrownBy(() -> trainFor(pretraining, 1))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("iteration-000000001.safetensors cannot be written")
        .hasMessageEndingWith("--resume goes on from the last state that was saved");
  }

  @Test
  void aRunThatEndsWithoutAModelSaysSo() throws IOException {
    train(begin("whole"));
    Pretraining pretraining = begin("run");
    write("run/teacher.safetensors/in-the-way");
    assertThatThrownBy(() -> train(pretraining))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("teacher.safetensors cannot be written")
        .hasMessageEndingWith("--resume goes on from the last state that was saved");
    Files.delete(folder.resolve("run/teacher.safetensors/in-the-way"));
    Files.delete(folder.resolve("run/teacher.safetensors"));
    assertThat(train(resume("run")).steps).isEmpty();
    assertThat(teacher("run")).isEqualTo(teacher("whole"));
  }

  /** Puts something where the run wants to put something else. */
  private void write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "");
  }

  @Test
  void anImageThatCannotBeReadIsListedAndTheRunGoesOn() throws IOException {
    Files.writeString(pictures.resolve("discs/broken.png"), "no picture");
    Ear ear = train(begin("run", "optim.epochs=4"));
    assertThat(ear.steps).hasSize(12);
    assertThat(Files.readString(folder.resolve("run/rejects.csv"))).contains("broken.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "first/teacher.safetensors"})
  void aNewRunStartsFromTheWeightsOfAnother(String weights) {
    train(begin("first"));
    Ear ear =
        train(
            begin(
                "second",
                "student.pretrained_weights=" + folder.resolve(weights),
                "crops.global_crops_size=48",
                "optim.epochs=1"));
    assertThat(ear.told).anyMatch(line -> line.contains("start from"));
  }

  @Test
  void weightsOfAnotherArchitectureAreRefused() {
    train(begin("first"));
    Pretraining other =
        begin(
            "second",
            "student.pretrained_weights=" + folder.resolve("first"),
            "student.embed_dim=96");
    assertThatThrownBy(() -> train(other))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("another architecture")
        .hasMessageContaining("cls_token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crops.global_crops_size=36 | no multiple of student.patch_size",
        "train.batch_size_per_gpu=13 | 12 images are fewer than a step takes (13)",
        "train.batch_size_per_gpu=1 | KoLeo",
        "compute.micro_batch=3 | does not divide",
        "optim.warmup_epochs=9 | warm up less",
        "data.std=[1, 0, 1] | data.std",
        "student.num_heads=5 | student.num_heads 5 does not divide student.embed_dim 48",
        "student.arch=vit_huge | vit_huge",
        "student.pretrained_weights=nowhere.pth | nowhere.pth"
      })
  void whatCannotWorkIsRefusedBeforeTraining(String override, String message) {
    Pretraining pretraining = begin("run", override);
    assertThatThrownBy(() -> train(pretraining))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(message)
        .extracting(Throwable::getMessage)
        .satisfies(text -> assertThat(text).doesNotContain("\n"));
    assertThat(folder.resolve("run/metrics.jsonl")).doesNotExist();
  }

  @Test
  void aFolderWithARunIsNotTakenForAnother() {
    train(begin("run"));
    assertThatThrownBy(() -> begin("run")).hasMessageContaining("--resume");
    assertThatThrownBy(() -> resume("none")).hasMessageContaining("holds no run");
  }

  @Test
  void changedDataIsNoticedOnResume() throws IOException {
    trainFor(begin("run"), 2);
    Files.delete(pictures.resolve("bars/1.png"));
    assertThatThrownBy(() -> train(resume("run")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("12 images then, 11 now");
  }

  /** As a power failure or a full disk leaves them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 5000})
  void aDamagedNewestStateMakesWayForTheOneBefore(int length) throws IOException {
    train(begin("whole"));
    trainFor(begin("run", "train.checkpoint_period_iterations=1"), 3);
    Path states = folder.resolve("run/checkpoints");
    Path newest = states.resolve("iteration-000000003.safetensors");
    Files.write(newest, Arrays.copyOf(Files.readAllBytes(newest), length));
    Path metrics = folder.resolve("run/metrics.jsonl");
    Files.writeString(metrics, Files.readString(metrics) + "{\"iteration\": 2, \"tot");

    Ear ear = train(resume("run"));

    assertThat(ear.steps).startsWith(2L);
    assertThat(ear.remarks).hasSize(1);
    assertThat(ear.remarks.getFirst())
        .contains(newest.toString(), "going on from the state before, iteration 2");
    assertThat(states.resolve(newest.getFileName() + ".damaged")).exists();
    assertThat(teacher("run")).isEqualTo(teacher("whole"));
    assertThat(Files.readAllLines(metrics)).hasSize(STEPS);
  }

  @Test
  void withoutAWholeStateTheNewestIsRefused() throws IOException {
    trainFor(begin("run", "train.checkpoint_period_iterations=1"), 2);
    Path states = folder.resolve("run/checkpoints");
    for (int i = 1; i <= 2; i++) {
      Files.write(states.resolve("iteration-00000000%d.safetensors".formatted(i)), new byte[9]);
    }
    assertThatThrownBy(() -> train(resume("run")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("iteration-000000002.safetensors");
    assertThat(states.resolve("iteration-000000002.safetensors")).exists();
  }
}
