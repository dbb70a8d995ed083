package io.github.dino4j.pretrain.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.pretrain.Golden;
import io.github.dino4j.pretrain.config.PretrainConfig.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SampleOrderTest {
  static List<JsonNode> orders() {
    List<JsonNode> orders = new ArrayList<>();
    Golden.json("schedules/samplers").get("orders").forEach(orders::add);
    return orders;
  }

  @ParameterizedTest
  @MethodSource("orders")
  void ordersEqualTheReference(JsonNode golden) {
    JsonNode arguments = golden.get("arguments");
    int images = arguments.get("sample_count").asInt();
    Shard share = new Shard(arguments.get("start").asInt(), arguments.get("step").asInt());
    Sampler sampler = sampler(golden.get("kind").asText(), arguments.get("shuffle").asBoolean());
    IndexSampler indexSampler =
        IndexSampler.of(sampler, images, share, arguments.get("seed").asLong());
    long first = place(sampler, arguments.path("advance").asLong(0), images, indexSampler.length());
    SampleOrder order = new SampleOrder(indexSampler);
    assertThat(IntStream.range(0, 25).map(i -> order.at(first + i)).boxed().toList())
        .isEqualTo(
            StreamSupport.stream(golden.get("first_25").spliterator(), false)
                .map(JsonNode::asInt)
                .toList());
  }

  private static Sampler sampler(String kind, boolean shuffle) {
    if (!shuffle) {
      return Sampler.IN_ORDER;
    }
    return switch (kind) {
      case "infinite" -> Sampler.INFINITE;
      case "sharded" -> Sampler.SHARDED_INFINITE;
      default -> Sampler.SHARDED_INFINITE_NEW;
    };
  }

  /** The reference's sharded samplers take a round for as long as all images, not as the share. */
  private static long place(Sampler sampler, long advance, int images, int length) {
    return switch (sampler) {
      case INFINITE, IN_ORDER -> advance;
      case SHARDED_INFINITE, SHARDED_INFINITE_NEW -> advance / images * length + advance % images;
    };
  }

  @ParameterizedTest
  @EnumSource
  void anyPlaceCanBeAskedForAtAnyTime(Sampler sampler) {
    Shard share = new Shard(1, 3);
    SampleOrder inOrder = new SampleOrder(IndexSampler.of(sampler, 20, share, 5));
    int[] stream = IntStream.range(0, 60).map(inOrder::at).toArray();
    SampleOrder jumping = new SampleOrder(IndexSampler.of(sampler, 20, share, 5));
    for (int place : new int[] {47, 3, 59, 0, 13, 12}) {
      assertThat(jumping.at(place)).isEqualTo(stream[place]);
    }
  }

  @Test
  void aRoundOfAllProcessesHoldsEveryImageOnce() {
    for (Sampler sampler : Sampler.values()) {
      List<Integer> seen = new ArrayList<>();
      for (int rank = 0; rank < 4; rank++) {
        IndexSampler indexSampler = IndexSampler.of(sampler, 20, new Shard(rank, 4), 9);
        IntStream.of(indexSampler.order(6)).forEach(seen::add);
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
    }
  }
}
