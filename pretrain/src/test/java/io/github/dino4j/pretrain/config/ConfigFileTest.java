package io.github.dino4j.pretrain.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.pretrain.config.PretrainConfig.Precision;
import io.github.dino4j.pretrain.config.PretrainConfig.TargetKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileTest {
  /** What the reference's long configurations say, in their spelling. */
  private static final String LONG_RUN =
      """
      # this is a comment
      dino:
        head_n_prototypes: 131072
        head_bottleneck_dim: 384
      ibot:
        separate_head: true
      train:
        centering: sinkhorn_knopp
      student:
        arch: vit_giant2
        patch_size: 14
        ffn_layer: swiglufused
        block_chunks: 4
      optim:
        base_lr: 2.0e-04  # for a batch size of 1024
        lr: 0.
      """;

  @TempDir Path folder;

  @Test
  void defaultsAreTheReferences() {
    PretrainConfig config = ConfigFile.defaults().config();
    assertThat(config.dino().head()).isEqualTo(new PretrainConfig.Head(65536, 256, 3, 2048));
    assertThat(config.optim().baseLr()).isEqualTo(0.004);
    assertThat(config.optim().beta2()).isEqualTo(0.999);
    assertThat(config.ibot().maskRatio()).isEqualTo(new PretrainConfig.Range(0.1, 0.5));
    assertThat(config.train().epochLength()).isEqualTo(1250);
    assertThat(config.train().centering()).isEqualTo(TargetKind.CENTERING);
    assertThat(config.teacher().finalMomentumTeacher()).isEqualTo(1);
    assertThat(config.compute().precision()).isEqualTo(Precision.AUTO);
    assertThat(config.crops().localCropsSize()).isEqualTo(96);
  }

  @Test
  void aFileIsLaidOverTheDefaultsAndOverridesOverBoth() throws Exception {
    Path file = Files.writeString(folder.resolve("long.yaml"), LONG_RUN);
    PretrainConfig config =
        ConfigFile.defaults()
            .with(file)
            .with(
                List.of(
                    "optim.base_lr=1e-3",
                    "train.batch_size_per_gpu=12",
                    "crops.local_crops_scale=[0.1, 0.4]"))
            .config();
    assertThat(config.dino().bottleneck()).isEqualTo(384);
    assertThat(config.dino().layers()).isEqualTo(3);
    assertThat(config.ibot().separateHead()).isTrue();
    assertThat(config.train().centering()).isEqualTo(TargetKind.SINKHORN_KNOPP);
    assertThat(config.optim().baseLr()).isEqualTo(1e-3);
    assertThat(config.train().batchSize()).isEqualTo(12);
    assertThat(config.crops().localCropsScale()).isEqualTo(new PretrainConfig.Range(0.1, 0.4));
  }

  @Test
  void anEmptyFileChangesNothing() {
    assertThat(ConfigFile.defaults().with("empty", "# nothing\n").config())
        .isEqualTo(ConfigFile.defaults().config());
  }

  @Test
  void whatIsWrittenLoadsToTheSame() {
    ConfigFile config = ConfigFile.defaults().with("long", LONG_RUN);
    assertThat(ConfigFile.defaults().with("again", config.yaml()).config())
        .isEqualTo(config.config());
  }

  @ParameterizedTest
  @CsvSource({
    "optim.base_Ir=1, optim.base_lr",
    "optim.batch_size_per_gpu=1, train.batch_size_per_gpu",
    "crops.local_crop_number=1, crops.local_crops_number",
    "dino.koleo_weight=1, dino.koleo_loss_weight",
    "student.drop_path=0.1, student.drop_path_rate",
    "train.batch_size=4, train.batch_size_per_gpu",
    "batch_size=4, train.batch_size_per_gpu",
    "teacher.momentum=1, teacher.momentum_teacher",
    "student.patch=16, student.patch_size",
    "evaluation.period=5, evaluation.eval_period_iterations",
    "Teacher.momentum_teacher=1, teacher.momentum_teacher"
  })
  void anUnknownKeyIsAnErrorThatNamesTheNearest(String override, String nearest) {
    assertThatThrownBy(() -> ConfigFile.defaults().with(List.of(override)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(
            "there is no key \"" + override.substring(0, override.indexOf('=')) + "\"")
        .hasMessageContaining("did you mean \"" + nearest + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optim.epochs=many | \"optim.epochs\" cannot be \"many\"; the default is 100",
        "optim.epochs=1.5 | \"optim.epochs\" cannot be 1.5",
        "train.centering=mean | cannot be \"mean\"; choose centering or sinkhorn_knopp",
        "train.centering= | \"train.centering\" cannot be \"\"",
        "optim.scaling_rule=linear | \"optim.scaling_rule\" cannot be \"linear\"",
        "train.centering=1 | \"train.centering\" cannot be 1",
        "student.pos_embed_init=wave | \"student.pos_embed_init\" cannot be \"wave\"",
        "ibot.separate_head=perhaps | \"ibot.separate_head\" cannot be \"perhaps\"",
        "ibot.mask_ratio_min_max=0.3 | \"ibot.mask_ratio_min_max\" cannot be 0.3",
        "ibot.mask_ratio_min_max=[0.1, 0.3, 0.5] | \"ibot.mask_ratio_min_max\" cannot be",
        "ibot.mask_ratio_min_max=[0.5, 0.1] | the smaller number comes first",
        "crops.local_crops_scale=[0, 1] | it must be above 0 and at most 1",
        "student.drop_path_rate=1 | it must be at least 0 and below 1",
        "optim.base_lr=NaN | it must be above 0",
        "optim.epochs=0 | \"optim.epochs\" is 0; it must be at least 1",
        "optim= | \"optim\" is a section",
        "optim=3 | \"optim\" is a section",
        "optim.epochs.more=3 | \"optim.epochs\" is a value",
        "optim.epochs=[1 | not valid YAML",
        "evaluation.at_end=knn | \"evaluation.at_end\" cannot be \"knn\"; the default is []",
        "evaluation.at_end=[knn, ~] | \"evaluation.at_end\" cannot be",
        "evaluation.at_end=~ | \"evaluation.at_end\" cannot be null",
        "optim.epochs | is no override"
      })
  void aBadValueIsAnErrorThatNamesItsKey(String override, String message) {
    assertThatThrownBy(() -> ConfigFile.defaults().with(List.of(override)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(message)
        .extracting(Throwable::getMessage)
        .satisfies(text -> assertThat(text).doesNotContain("\n"));
  }

  @ParameterizedTest
  @MethodSource("limited")
  void aNumberThatMeansNothingIsRefused(String key, String value) {
    assertThatThrownBy(() -> ConfigFile.defaults().with(List.of(key + "=" + value)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("\"%s\" is %s; it must be", key, value);
  }

  private static Stream<Arguments> limited() {
    List<String> ranges =
        List.of("ibot.mask_ratio_min_max", "crops.global_crops_scale", "crops.local_crops_scale");
    return Limits.keys().map(key -> Arguments.of(key, ranges.contains(key) ? "[-1,0.5]" : "-1"));
  }

  @Test
  void aListOfTextsIsWrittenAndLoaded() {
    ConfigFile config =
        ConfigFile.defaults()
            .with(
                "lines",
                "{\"evaluation\": {\"at_end\": [\"knn --test 'a: b' # k=\\\"1\\\"\", \"linear\"]}}");

    assertThat(config.config().evaluation().atEnd())
        .containsExactly("knn --test 'a: b' # k=\"1\"", "linear");
    assertThat(ConfigFile.defaults().with("again", config.yaml()).config())
        .isEqualTo(config.config());
    assertThat(ConfigFile.defaults().config().evaluation().atEnd()).isEmpty();
  }

  @Test
  void anEmptyTextIsText() {
    assertThat(
            ConfigFile.defaults()
                .with(List.of("student.pretrained_weights=run", "student.pretrained_weights="))
                .config())
        .isEqualTo(ConfigFile.defaults().config());
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() {
    assertThatThrownBy(
            () -> ConfigFile.defaults().with("a.yaml", "optim:\n  epochs: 1\n  epochs: 2\n"))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("a.yaml: a key for the second time at line 3");
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithTheReason() throws IOException {
    assertUnreadable(folder.resolve("none.yaml"), "no such file");
    assertUnreadable(
        Files.write(folder.resolve("picture.yaml"), new byte[] {(byte) 0xff, (byte) 0xd8}),
        "no text in UTF-8");
  }

  private static void assertUnreadable(Path file, String reason) {
    assertThatThrownBy(() -> ConfigFile.defaults().with(file))
        .isInstanceOf(DinoException.class)
        .hasMessage("cannot read the configuration %s: %s", file, reason);
  }

  @Test
  void theStudentSectionBecomesAModel() {
    VisionTransformerConfig model =
        StudentArchitecture.of(ConfigFile.defaults().with("long", LONG_RUN).config());
    assertThat(model.dim()).isEqualTo(1536);
    assertThat(model.feedForward()).isEqualTo(new FeedForward.SwiGlu(4096));
    assertThat(model.grid().rows()).isEqualTo(16);
    assertThat(model.layerScale()).isEqualTo(1e-5);
    assertThat(model.positions()).isEqualTo(PositionMode.OFFSET);
  }

  @ParameterizedTest
  @CsvSource({
    "student.arch=vit_smal, vit_smal", "student.ffn_layer=identity, identity",
    "student.interpolate_offset=0.3, 0.3", "student.drop_path_uniform=false, drop_path_uniform"
  })
  void whatDoesNotExistIsRefused(String override, String named) {
    PretrainConfig config = ConfigFile.defaults().with(List.of(override)).config();
    assertThatThrownBy(() -> StudentArchitecture.of(config))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(named);
  }
}
