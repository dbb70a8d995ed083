package io.github.dino4j.pretrain.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.pretrain.Golden;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.masking.Masks;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The tiny run of the fixtures: its configuration, weights and batches. */
final class GoldenRun {
  private static final Map<String, Long> SEEDS =
      Map.of("backbone", 500L, "dino_head", 501L, "ibot_head", 502L);

  private GoldenRun() {}

  /** The fixture's configuration, its tiny architecture spelled out. */
  static PretrainConfig config(JsonNode golden, String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "student.arch=vit_small",
                "student.embed_dim=48",
                "student.depth=3",
                "student.num_heads=3",
                "compute.precision=fp32"));
    all.addAll(List.of(overrides));
    try {
      String yaml = new ObjectMapper().writeValueAsString(golden.get("config"));
      return ConfigFile.defaults().with("fixture", yaml).with(all).config();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** That of the fixtures whose student is wider. */
  static PretrainConfig wideConfig(JsonNode golden, String... overrides) {
    List<String> all = new ArrayList<>(List.of("student.embed_dim=64", "student.num_heads=2"));
    all.addAll(List.of(overrides));
    return config(golden, all.toArray(String[]::new));
  }

  static TrainingStep start(PretrainConfig config) {
    return start(config, ProcessGroup.single());
  }

  /** Student and teacher with the fixture's weights. */
  static TrainingStep start(PretrainConfig config, ProcessGroup processes) {
    TrainingStep training = new TrainingStep(config, processes);
    for (Network network : List.of(training.student(), training.average())) {
      network
          .submodules()
          .forEach((name, parameters) -> fill(parameters, Objects.requireNonNull(SEEDS.get(name))));
    }
    return training;
  }

  /** One seeded stream, parameters in ASCII order of their names. */
  private static void fill(Parameters parameters, long seed) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Generator generator = Tensors.generator(seed);
      new TreeMap<>(parameters.named())
          .forEach((name, parameter) -> draw(name, parameter, generator));
    }
  }

  private static void draw(String name, Tensor parameter, Generator generator) {
    String[] parts = name.split("\\.");
    String leaf = parts[parts.length - 1];
    if (leaf.endsWith("_token") || leaf.equals("register_tokens") || leaf.equals("pos_embed")) {
      Tensors.normal(parameter, 0, 0.5, generator);
    } else if (leaf.equals("gamma")) {
      Tensors.normal(parameter, 0.5, 0.1, generator);
    } else if (leaf.equals("weight_g")
        || (leaf.equals("weight") && parts[parts.length - 2].contains("norm"))) {
      Tensors.normal(parameter, 1, 0.1, generator);
    } else if (parameter.dim() >= 2) {
      Tensors.normal(
          parameter, 0, 1 / Math.sqrt((double) parameter.numel() / parameter.size(0)), generator);
    } else {
      Tensors.normal(parameter, 0, 0.1, generator);
    }
  }

  /** Batches of even and odd steps; need an open scope, which owns them. */
  static List<Batch> batches() {
    Golden.Fixture golden = Golden.tensors("train_step/batches");
    return List.of(batch(golden, "0/"), batch(golden, "1/"));
  }

  private static Batch batch(Golden.Fixture golden, String prefix) {
    Tensor collated = golden.get(prefix + "collated_masks");
    float[] flat = Tensors.toFloats(collated);
    int patches = (int) collated.size(1);
    List<boolean[]> masks = new ArrayList<>();
    for (int crop = 0; crop < collated.size(0); crop++) {
      boolean[] mask = new boolean[patches];
      for (int i = 0; i < patches; i++) {
        mask[i] = flat[crop * patches + i] == 1;
      }
      masks.add(mask);
    }
    return new Batch(
        golden.get(prefix + "collated_global_crops"),
        golden.get(prefix + "collated_local_crops"),
        Masks.of(masks));
  }

  /** Names of chunked models without the chunk. */
  static String canonical(String name) {
    return name.replaceFirst("blocks\\.\\d+\\.(\\d+)\\.", "blocks.$1.");
  }
}
