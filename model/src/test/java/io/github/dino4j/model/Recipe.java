package io.github.dino4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The fixtures' recipe for weights and images: one seeded stream, parameters in ASCII order of
 * their names.
 */
final class Recipe {
  private Recipe() {}

  static void fill(Parameters parameters, long seed) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Generator generator = Tensors.generator(seed);
      new TreeMap<>(parameters.named())
          .forEach((name, parameter) -> draw(name, parameter, generator));
    }
  }

  private static void draw(String name, Tensor parameter, Generator generator) {
    String leaf = name.substring(name.lastIndexOf('.') + 1);
    String module = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    String moduleLeaf = module.substring(module.lastIndexOf('.') + 1);
    if (leaf.endsWith("_token") || leaf.equals("register_tokens") || leaf.equals("pos_embed")) {
      Tensors.normal(parameter, 0, 0.5, generator);
    } else if (leaf.equals("gamma")) {
      Tensors.normal(parameter, 0.5, 0.1, generator);
    } else if (leaf.equals("weight_g") || (leaf.equals("weight") && moduleLeaf.contains("norm"))) {
      Tensors.normal(parameter, 1, 0.1, generator);
    } else if (parameter.dim() >= 2) {
      Tensors.normal(
          parameter, 0, 1 / Math.sqrt((double) parameter.numel() / parameter.size(0)), generator);
    } else {
      Tensors.normal(parameter, 0, 0.1, generator);
    }
  }

  static Tensor image(long seed, long... shape) {
    return Tensors.normal(Tensors.empty(shape), 0, 1, Tensors.generator(seed));
  }

  /**
   * The draws are bit-equal with AVX2; elsewhere they differ by up to 5e-7, so sums are compared
   * loosely.
   */
  static void check(Parameters parameters, JsonNode checksums) {
    try (Scope scope = Scope.open()) {
      for (var entry : parameters.named().entrySet()) {
        JsonNode checksum = checksums.get(entry.getKey());
        if (checksum == null) {
          continue; // the large models name a few
        }
        float[] values = Tensors.toFloats(entry.getValue());
        JsonNode first = checksum.get("first");
        for (int i = 0; i < first.size(); i++) {
          assertThat(values[i])
              .as(entry.getKey())
              .isEqualTo((float) first.get(i).asDouble(), Offset.offset(1e-6f));
        }
        double sum = 0;
        for (float value : values) {
          sum += Math.abs(value);
        }
        double expected = checksum.get("abs_sum").asDouble();
        assertThat(sum)
            .as(entry.getKey())
            .isEqualTo(expected, Offset.offset(1e-6 * expected + 1e-6));
      }
    }
  }
}
