package io.github.dino4j.pretrain.masking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.pretrain.Golden;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
  /** Gives the draws that the reference made, checking that the same ones are asked for. */
  private static final class Replay implements MaskRandom {
    private final JsonNode draws;
    private int at;

    Replay(JsonNode draws) {
      this.draws = draws;
    }

    private double next(String function, double low, double high) {
      JsonNode draw = draws.get(at++);
      assertThat(draw.get(0).asText()).isEqualTo(function);
      assertThat(draw.get(1).asDouble()).isCloseTo(low, Offset.offset(1e-12));
      assertThat(draw.get(2).asDouble()).isCloseTo(high, Offset.offset(1e-12));
      return draw.get(3).asDouble();
    }

    @Override
    public double uniform(double low, double high) {
      return next("uniform", low, high);
    }

    @Override
    public int integer(int low, int high) {
      return (int) next("randint", low, high);
    }
  }

  @Test
  void replayedDrawsGiveTheReferencesMasks() {
    for (JsonNode golden : Golden.json("train_step/masking").get("cases")) {
      int grid = golden.get("grid").asInt();
      BlockMasks blocks = BlockMasks.of(grid * 14, 14);
      assertThat(blocks.largest()).isEqualTo(golden.get("limit").asDouble());
      Replay replay = new Replay(golden.get("draws"));
      boolean[] mask = blocks.mask(golden.get("request").asInt(), replay);
      assertThat(replay.at).isEqualTo(golden.get("draws").size());
      assertThat(rows(mask, grid)).isEqualTo(texts(golden.get("mask")));
    }
  }

  private static List<String> rows(boolean[] mask, int grid) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < grid; row++) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < grid; column++) {
        text.append(mask[row * grid + column] ? 'x' : '.');
      }
      rows.add(text.toString());
    }
    return rows;
  }

  private static List<String> texts(JsonNode nodes) {
    List<String> texts = new ArrayList<>();
    nodes.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  @Test
  void aThousandMasksHaveTheReferencesStatistics() {
    MaskRandom draws = MaskRandom.from(new Random(711));
    for (JsonNode golden : Golden.json("train_step/masking").get("statistics")) {
      int grid = golden.get("grid").asInt();
      int request = golden.get("request").asInt();
      BlockMasks blocks = BlockMasks.of(grid * 14, 14);
      double sum = 0;
      for (int i = 0; i < 1000; i++) {
        int count = Masks.of(List.of(blocks.mask(request, draws))).count();
        assertThat(count).isLessThanOrEqualTo(request);
        sum += count;
      }
      double error = golden.get("std_masked").asDouble() * Math.sqrt(2 / 1000.0);
      assertThat(sum / 1000)
          .as("grid %d, %d asked for", grid, request)
          .isCloseTo(golden.get("mean_masked").asDouble(), Offset.offset(4 * error + 1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"grid4_half, 4", "grid7_half, 7", "grid16_all, 16"})
  void collatedMasksEqualTheReference(String name, int grid) {
    try (Scope scope = Scope.open()) {
      Golden.Fixture golden = Golden.tensors("train_step/collate");
      float[] before = Tensors.toFloats(golden.get(name + "/masks_before_shuffle"));
      float[] order = Tensors.toFloats(golden.get(name + "/shuffle_order"));
      List<boolean[]> masks = new ArrayList<>();
      for (float from : order) {
        boolean[] mask = new boolean[grid * grid];
        for (int i = 0; i < mask.length; i++) {
          mask[i] = before[(int) from * mask.length + i] == 1;
        }
        masks.add(mask);
      }
      Masks collated = Masks.of(masks);
      assertThat(Tensors.toFloats(Tensors.of(collated.hidden(), 6, grid * grid)))
          .isEqualTo(Tensors.toFloats(golden.get(name + "/collated_masks")));
      assertThat(Tensors.toFloats(Tensors.of(collated.indices(), collated.count())))
          .isEqualTo(Tensors.toFloats(golden.get(name + "/mask_indices_list")));
      assertThat(collated.weights())
          .isEqualTo(Tensors.toFloats(golden.get(name + "/masks_weight")));
      assertThat(collated.count()).isEqualTo(golden.get(name + "/n_masked_patches").item_int());
      JsonNode request = Golden.json("train_step/collate").get(name);
      MaskRatios ratios = new MaskRatios(0.1, 0.5, request.get("mask_probability").asDouble());
      assertThat(ratios.upperBound(ratios.maskedCrops(6), grid * grid))
          .isEqualTo(golden.get(name + "/upperbound").item_int());
      checkStrata(request.get("patches_asked_of_generator"), ratios, grid * grid);
    }
  }

  /** What the reference asked of its generator lies in the stratum that we would draw from. */
  private static void checkStrata(JsonNode asked, MaskRatios ratios, int patches) {
    int masked = ratios.maskedCrops(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      int low = i < masked ? ratios.draw(i, masked, patches, at(0)) : 0;
      int high = i < masked ? ratios.draw(i, masked, patches, at(1)) : 0;
      assertThat(asked.get(i).asInt()).isBetween(low, high);
    }
  }

  private static MaskRandom at(double share) {
    return new MaskRandom() {
      @Override
      public double uniform(double low, double high) {
        return low + share * (high - low);
      }

      @Override
      public int integer(int low, int high) {
        return low;
      }
    };
  }

  @Test
  void halfOfTheCropsAreMaskedAndTheBoundHolds() {
    MaskRatios ratios = new MaskRatios(0.1, 0.5, 0.5);
    MaskSampler sampler = new MaskSampler.Blocks(BlockMasks.of(224, 14), ratios);
    MaskRandom draws = MaskRandom.from(new Random(1));
    for (int round = 0; round < 20; round++) {
      Masks masks = sampler.sample(9, draws);
      assertThat(masks.count()).isLessThanOrEqualTo(ratios.upperBound(4, 256)).isPositive();
      int masked = 0;
      for (int crop = 0; crop < 9; crop++) {
        int first = crop * 256;
        masked +=
            java.util.Arrays.stream(masks.indices()).anyMatch(i -> i >= first && i < first + 256)
                ? 1
                : 0;
      }
      assertThat(masked).isEqualTo(4);
    }
  }

  @Test
  void forDistillationNothingIsHiddenAndAllIsCompared() {
    PretrainConfig config =
        ConfigFile.defaults()
            .with(List.of("ibot.all_patches=true", "crops.global_crops_size=32"))
            .config();
    Masks masks = MaskSampler.of(config).sample(6, at(0));
    assertThat(masks.hidden()).hasSize(24).containsOnly(false);
    assertThat(masks.indices()).isEqualTo(LongStream.range(0, 24).toArray());
    assertThat(masks.weights()).hasSize(24).containsOnly(0.25f); // each crop's add up to one
  }
}
