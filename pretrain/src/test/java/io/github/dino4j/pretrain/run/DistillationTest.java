package io.github.dino4j.pretrain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig.Match;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.probe.ProbeLog;
import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.pretrain.report.Metrics;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with a frozen teacher, which is a run itself, wider than its students. */
class DistillationTest {
  @TempDir private static Path shared;

  @TempDir private Path folder;

  @BeforeAll
  static void trainATeacher() throws IOException {
    SmallPictures.write(shared.resolve("pictures"), 12);
    train(
        Pretraining.begin(
            new RunFolder(shared.resolve("teacher")),
            SmallConfig.with(
                "student.embed_dim=96", "student.depth=3", "evaluation.eval_period_iterations=0"),
            data()));
  }

  private static List<String> data() {
    return List.of(shared.resolve("pictures").toString());
  }

  private static Path teacher() {
    return shared.resolve("teacher");
  }

  private static Path teacherState() {
    return new Checkpoints(teacher().resolve("checkpoints")).last().orElseThrow().file();
  }

  /** Keeps what it hears. */
  private static final class Ear implements RunListener {
    private final List<Long> steps = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Override
    public void stepped(Metrics metrics, long iterations) {
      steps.add(metrics.iteration());
    }

    @Override
    public void probed(ProbeResult result) {}

    @Override
    public void told(String line) {
      told.add(line);
    }

    @Override
    public void remarked(String line) {
      throw new AssertionError(line);
    }
  }

  private Pretraining begin(String run, Object teacher, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("ibot.all_patches=true");
    all.add("teacher.pretrained_weights=" + teacher);
    return Pretraining.begin(
        new RunFolder(folder.resolve(run)), SmallConfig.with(all.toArray(String[]::new)), data());
  }

  private static Ear train(Pretraining pretraining) {
    Ear ear = new Ear();
    assertThat(pretraining.run(ProcessGroup.single(), ear, () -> false))
        .isEqualTo(Trainer.End.FINISHED);
    return ear;
  }

  private Pretraining resume(String run) {
    return Pretraining.resume(new RunFolder(folder.resolve(run)), List.of());
  }

  private Match match(String run) {
    return ConfigFile.defaults()
        .with(folder.resolve(run).resolve("config.yaml"))
        .config()
        .teacher()
        .match();
  }

  @Test
  void aStudentOfHeadsLeavesARunLikeAnyOther() throws IOException {
    Ear ear = train(begin("run", teacher(), "dino.head_bottleneck_dim=8"));
    assertThat(match("run")).isEqualTo(Match.HEADS);
    assertThat(ear.told)
        .anyMatch(line -> line.contains("3 blocks of 96 features") && line.endsWith("its heads"));
    try (ModelFile model = ModelFile.open(folder.resolve("run/teacher.safetensors"))) {
      assertThat(model.config().dim()).isEqualTo(48);
    }
    assertThat(ProbeLog.read(folder.resolve("run")))
        .hasSize(3)
        .allSatisfy(probe -> assertThat(probe.teacherTop1()).isBetween(0.0, 1.0));
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains("its frozen teacher", "iBOT, all patches", ", by its heads");
    assertThat(states("run")).noneMatch(name -> name.contains("blocks.2"));
  }

  @Test
  void aStudentOfFeaturesHasNoHeads() throws IOException {
    Ear ear = train(begin("run", teacher().resolve("teacher.safetensors")));
    assertThat(match("run")).isEqualTo(Match.FEATURES);
    assertThat(ear.told).anyMatch(line -> line.endsWith("its features"));
    assertThat(states("run"))
        .contains("student.projector.cls.weight", "optimizer.projector.exp_avg.patches.bias")
        .noneMatch(name -> name.contains("head"));
    assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl")))
        .hasSize(SmallConfig.STEPS)
        .allSatisfy(line ->
            assertThat(line)
                .contains("\"cls_cosine_loss\"", "\"patch_smooth_l1_loss\"", "\"koleo_loss\"")
                .doesNotContain("dino_", "entropy"));
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains("CLS features, cosine distance", "patch features, smooth L1", "KoLeo")
        .doesNotContain("entropy, nats");
  }

  private List<String> states(String run) {
    Path last =
        new Checkpoints(folder.resolve(run).resolve("checkpoints")).last().orElseThrow().file();
    try (WeightFile state = WeightFile.open(last)) {
      return List.copyOf(state.entries().keySet());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heads", "features"})
  void aDistilledRunGoesOnBitForBit(String match) throws IOException {
    String key = "teacher.match=" + match;
    train(begin("whole", teacher(), key));
    Ear stopped = new Ear();
    assertThat(
            begin("broken", teacher(), key)
                .run(ProcessGroup.single(), stopped, () -> stopped.steps.size() >= 5))
        .isEqualTo(Trainer.End.STOPPED);
    // As after kill -9: steps were done that no state knows of.
    Files.delete(new Checkpoints(folder.resolve("broken/checkpoints")).last().orElseThrow().file());
    assertThat(train(resume("broken")).steps).containsExactly(4L, 5L);
    for (String file :
        List.of("teacher.safetensors", "checkpoints/iteration-000000006.safetensors")) {
      assertThat(folder.resolve("broken").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  @Test
  void aTeacherThatChangedIsRefused() throws IOException {
    Path weights = folder.resolve("teacher.safetensors");
    Files.copy(teacher().resolve("teacher.safetensors"), weights);
    train(begin("run", weights));
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 2] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> train(resume("run")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("teacher's weights changed")
        .hasMessageNotContaining("\n");
  }

  /** As the reference saves its teacher, sharded: a dictionary with names of wrappers. */
  private Path referenceCheckpoint() {
    Path file = folder.resolve("teacher_checkpoint.safetensors");
    try (WeightFile state = WeightFile.open(teacherState())) {
      List<TensorEntry> entries = new ArrayList<>();
      state
          .entries()
          .forEach((name, entry) -> {
            if (name.startsWith("teacher.backbone.") || name.startsWith("teacher.dino_head.")) {
              entries.add(
                  entry.named(
                      name.replace("teacher.backbone.", "teacher.backbone._fsdp_wrapped_module.")
                          .replace(
                              "last_layer.weight_g", "last_layer.parametrizations.weight.original0")
                          .replace(
                              "last_layer.weight_v",
                              "last_layer.parametrizations.weight.original1")));
            }
          });
      Safetensors.write(file, entries, Map.of("format", "pt"));
    }
    return file;
  }

  @Test
  void aTrainingCheckpointOfTheReferenceHasHeads() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"num_attention_heads\": 3}");
    Pretraining pretraining = begin("run", referenceCheckpoint()).on(ComputeDevice.CPU);
    assertThat(pretraining.config().config().teacher().match()).isEqualTo(Match.HEADS);
    assertThat(pretraining.plan(1, ComputeDevice.CPU).lines().get("teacher"))
        .contains("by its heads");
  }

  @Test
  void headsMayLieInAnotherFile() {
    Path backbone = teacher().resolve("teacher.safetensors");
    Pretraining pretraining =
        begin("run", backbone, "teacher.head=" + teacher()).on(ComputeDevice.CPU);
    assertThat(pretraining.config().config().teacher().match()).isEqualTo(Match.HEADS);
    TrainingPlan plan = pretraining.plan(1, ComputeDevice.CPU);
    TrainingPlan without = new TrainingPlan(SmallConfig.with().config(), 12, 1, plan.computation());
    assertThat(plan.memoryMib() - without.memoryMib())
        .isEqualTo(plan.teacherMib())
        .isGreaterThan(0.3); // 0.4 M values
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dino.head_n_prototypes=32 | has 64 prototypes, the student 32: set dino.head_n_prototypes=64",
        "ibot.separate_head=true | set ibot.separate_head=false",
        "student.patch_size=16 | set student.patch_size=8, or ibot.loss_weight=0",
        "student.patch_size=16 teacher.match=features | or teacher.patch_weight=0",
        "data.mean=[0.5,0.5,0.5] | set student.in_chans, data.mean and data.std",
        "teacher.cls_weight=2 | set teacher.match=features",
        "teacher.match=features teacher.cls_weight=0 teacher.patch_weight=0 | no feature is left",
        "teacher.match=features teacher.head=some.pth | some.pth",
        "teacher.pretrained_weights=nowhere.pth | nowhere.pth",
        "teacher.pretrained_weights= | ibot.all_patches is for distillation",
        "teacher.pretrained_weights= ibot.all_patches=false teacher.head=a | teacher.head is for",
        "teacher.pretrained_weights= ibot.all_patches=false teacher.match=heads | teacher.match is",
        "teacher.pretrained_weights= ibot.all_patches=false teacher.cosine_weight=2 | is for distil"
      })
  void whatCannotWorkIsRefusedInOneLine(String overrides, String message) {
    List<String> keys = new ArrayList<>(List.of("teacher.pretrained_weights=" + teacher()));
    keys.add("ibot.all_patches=true");
    keys.addAll(List.of(overrides.split(" ")));
    assertThatThrownBy(() ->
            Pretraining.begin(
                    new RunFolder(folder.resolve("run")),
                    SmallConfig.with(keys.toArray(String[]::new)),
                    data())
                .on(ComputeDevice.CPU)
                .plan(1, ComputeDevice.CPU))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void withoutHeadsThereIsNothingToPredict() {
    Path backbone = teacher().resolve("teacher.safetensors");
    assertThatThrownBy(
            () -> begin("run", backbone, "teacher.match=heads").plan(1, ComputeDevice.CPU))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("has no heads")
        .hasMessageContaining("teacher.match=features");
  }
}
