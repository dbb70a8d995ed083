package io.github.dino4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.GridSize;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.torch.file.PyTorchCheckpoint;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What configs beside weights state is taken or refused, and never passed over. */
class StatedConfigTest {
  private static final String OF_TIMM =
      "{'architecture':'vit_small_patch14_dinov2','model_args':{'num_heads':3},";

  @TempDir Path folder;

  @BeforeEach
  void copyWeights() throws IOException {
    Files.copy(
        Checkpoints.path("timm_plain/model.safetensors"), folder.resolve("model.safetensors"));
  }

  private void write(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name), json.replace('\'', '"'));
  }

  private StatedInput input(ModelHints hints) {
    try (ModelFile model = ModelFile.open(folder, hints)) {
      return model.summary().input();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'pretrained_cfg':{'mean':[0.7,0.6,0.5],'std':[0.2,0.3,0.4]}}",
        "'default_cfg':{'mean':[0.7,0.6,0.5],'std':[0.2,0.3,0.4]}}",
        "'mean':[0.7,0.6,0.5],'std':[0.2,0.3,0.4]}",
        "'image_mean':[0.7,0.6,0.5],'image_std':[0.2,0.3,0.4]}",
        "'args':{'mean':[0.7,0.6,0.5],'std':[0.2,0.3,0.4]}}"
      })
  void aConfigStatesMeanAndDeviation(String rest) throws IOException {
    write("config.json", OF_TIMM + rest);
    assertInput(input(ModelHints.NONE), "config.json");
  }

  private static void assertInput(StatedInput input, String source) {
    assertThat(input.source()).isEqualTo(source);
    assertNumbers(input.channels().mean(), 0.7, 0.6, 0.5);
    assertNumbers(input.channels().deviation(), 0.2, 0.3, 0.4);
  }

  /** Divisions by 255 round in the last place. */
  private static void assertNumbers(List<Double> numbers, double... expected) {
    assertThat(numbers).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(numbers.get(i)).isCloseTo(expected[i], Offset.offset(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'image_mean':[0.7,0.6,0.5],'image_std':[0.2,0.3,0.4],'rescale_factor':0.00392156862745098}",
        "{'image_mean':[178.5,153,127.5],'image_std':[51,76.5,102],'do_rescale':false}",
        "{'image_mean':[1.4,1.2,1],'image_std':[0.4,0.6,0.8],'rescale_factor':0.00784313725490196}"
      })
  void aPreprocessorStatesThemInItsOwnScale(String json) throws IOException {
    write("config.json", "{'model_type':'dinov2','num_attention_heads':3}");
    write("preprocessor_config.json", json);
    assertInput(input(ModelHints.NONE), "preprocessor_config.json");
  }

  @Test
  void withoutNormalizationPixelsStayFromZeroToOne() throws IOException {
    write("config.json", "{'num_attention_heads':3}");
    write("preprocessor_config.json", "{'do_normalize':false,'image_mean':[0.5,0.5,0.5]}");
    InputChannels channels = input(ModelHints.NONE).channels();
    assertNumbers(channels.mean(), 0, 0, 0);
    assertNumbers(channels.deviation(), 1, 1, 1);
  }

  @Test
  void oneNumberIsForEveryChannel() throws IOException {
    write("config.json", OF_TIMM + "'pretrained_cfg':{'mean':0.5,'std':0.25}}");
    assertNumbers(input(ModelHints.NONE).channels().mean(), 0.5, 0.5, 0.5);
  }

  @Test
  void whatNobodyStatesIsTheUsual() throws IOException {
    write("config.json", "{'num_attention_heads':3}");
    StatedInput usual = input(ModelHints.NONE);
    assertThat(usual.channels()).isEqualTo(InputChannels.usual(3));
    assertThat(usual.source()).isEqualTo("the usual");
  }

  @Test
  void theUserKnowsBetter() throws IOException {
    write("config.json", OF_TIMM + "'mean':[0.5,0.5,0.5],'std':[0.5,0.5,0.5]}");
    StatedInput input = input(hints(3, List.of(0.7, 0.6, 0.5), List.of(0.2, 0.3, 0.4)));
    assertInput(input, "--mean and --std");
    assertThatThrownBy(() -> input(hints(3, List.of(0.5), List.of())))
        .hasMessageContaining("3 channels");
  }

  private static ModelHints hints(int heads, List<Double> mean, List<Double> deviation) {
    return new ModelHints(
        Optional.empty(), OptionalInt.of(heads), Optional.empty(), mean, deviation);
  }

  @Test
  void configsThatDisagreeAreRefused() throws IOException {
    write("config.json", OF_TIMM + "'mean':[0.5,0.5,0.5],'std':[0.5,0.5,0.5]}");
    write("preprocessor_config.json", "{'image_mean':[0.7,0.6,0.5],'image_std':[0.2,0.3,0.4]}");
    assertThatThrownBy(() -> input(ModelHints.NONE))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("preprocessor_config.json and config.json state different means");
    assertInput(
        input(hints(3, List.of(0.7, 0.6, 0.5), List.of(0.2, 0.3, 0.4))), "--mean and --std");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'num_attention_heads':2}",
        "{'num_heads':2}",
        "{'architecture':'anything','model_args':{'num_heads':2}}",
        "{'model_type':'depth_anything','backbone_config':{'num_attention_heads':2}}"
      })
  void headsAreReadWhereverTheyStand(String json) throws IOException {
    write("config.json", json);
    try (ModelFile model = ModelFile.open(folder)) {
      assertThat(model.config().heads()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vit_huge_patch14_224, 16",
    "vit_giant_patch14_224, 16",
    "vit_giant_patch14_reg4_dinov2.lvd142m, 24",
    "vit_so400m_patch14_reg1_tipsv2, 16",
    "deit3_small_patch16_224, 6"
  })
  void headsOfTimmsArchitectures(String name, int heads) {
    assertThat(TimmArchitectures.heads(name)).hasValue(heads);
  }

  @Test
  void anUnknownArchitectureTellsNoHeads() {
    assertThat(TimmArchitectures.heads("resnet50")).isEmpty();
    assertThat(TimmArchitectures.heads("vit_unheard_patch14_224")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"', // JSON has single quotes here
      value = {
        "'hidden_act':'gelu_new' | hidden_act gelu_new: only gelu is run",
        "'layer_norm_eps':1e-12 | layer_norm_eps 1.0E-12: only 1e-6 is run",
        "'act_layer':'quick_gelu' | act_layer quick_gelu",
        "'qk_norm':true | qk_norm true: such layers are not run",
        "'mlp_ratio':3 | says mlp_ratio 3, the tensors 4",
        "'qkv_bias':false | says qkv_bias false, the tensors true",
        "'num_channels':4 | says num_channels 4, the tensors 3",
        "'patch_size':[14,16] | says patch_size [14, 16], the tensors 14",
        "'num_attention_heads':'three' | num_attention_heads three, which is no whole number",
        "'image_size':[28,112] | says the size of images 28 x 112, the tensors 98 x 98"
      })
  void whatIsNotRunHereIsRefused(String stated, String reason) throws IOException {
    write("config.json", "{'num_heads':3," + stated + "}");
    assertThatThrownBy(() -> ModelFile.open(folder))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n");
  }

  /** 1088 features may be 17 heads of 64, but models so wide have 16 as often. */
  @Test
  void headsOfWideModelsAreNotGuessed() {
    VisionTransformerConfig wide =
        new VisionTransformerConfig(
            14, 14, 1, 1088, 1, 16, new FeedForward.Mlp(8), 0, Biases.ALL, 1, PositionMode.OFFSET);
    Path file = folder.resolve("wide.pth");
    List<TensorEntry> zeros =
        ParameterShapes.of(wide).entrySet().stream()
            .map(each -> zeros(each.getKey(), each.getValue()))
            .toList();
    PyTorchCheckpoint.write(file, zeros, Map.of());
    assertThatThrownBy(() -> ModelFile.open(file))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("how many attention heads split its 1088 features")
        .hasMessageContaining("--heads");
    try (ModelFile model = ModelFile.open(file, hints(16, List.of(), List.of()))) {
      assertThat(model.config()).isEqualTo(wide);
    }
  }

  private static TensorEntry zeros(String name, long[] shape) {
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return TensorEntry.of(name, DType.BF16, shape, Arena.ofAuto().allocate(2 * elements, 8));
  }

  @Test
  void aLongGridIsConvertedToTimmAndHuggingFaceAndRefusedForMeta() throws IOException {
    try (ModelFile model = ModelFile.open(Checkpoints.path("timm_long"))) {
      assertThat(model.config().grid()).isEqualTo(new GridSize(2, 8));
      for (WeightLayout layout : List.of(WeightLayout.TIMM, WeightLayout.HUGGING_FACE)) {
        Path target = folder.resolve(layout.name());
        ModelConversion.write(model, target, layout);
        assertThat(Files.readString(target.resolve("config.json")).replaceAll("\\s", ""))
            .contains("_size\":[28,112]");
        try (ModelFile back = ModelFile.open(target)) {
          assertThat(back.config()).isEqualTo(model.config());
          assertThat(back.input()).isEqualTo(model.input());
        }
      }
      assertThatThrownBy(
              () -> ModelConversion.write(model, folder.resolve("x.pth"), WeightLayout.META))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("no place for 2 x 8 positions");
    }
  }
}
