package io.github.dino4j.model.weights;

import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.FeedForward.Mlp;
import io.github.dino4j.model.layout.FeedForward.SwiGlu;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of transformers' Dinov2Model. Queries, keys and values lie apart there, and since its
 * version 5 a model in memory calls some layers otherwise than the files on the hub; both are read,
 * those of the hub are written. (models/dinov2/convert_dinov2_to_hf.py, conversion_mapping.py.)
 */
final class HuggingFaceNames {
  private static final Map<String, String> OUTER =
      Map.of(
          "embeddings.cls_token", "cls_token",
          "embeddings.mask_token", "mask_token",
          "embeddings.register_tokens", "register_tokens",
          "embeddings.position_embeddings", "pos_embed",
          "embeddings.patch_embeddings.projection.weight", "patch_embed.proj.weight",
          "embeddings.patch_embeddings.projection.bias", "patch_embed.proj.bias",
          "layernorm.weight", "norm.weight",
          "layernorm.bias", "norm.bias");

  /** A module of a block here and there: a part of a joined one has its place and their number. */
  private record Module(String theirs, String ours, int part, int parts) {
    Module(String theirs, String ours) {
      this(theirs, ours, 0, 1);
    }
  }

  private static final List<Module> MODULES =
      List.of(
          new Module("norm1", BlockLayout.NORM1),
          new Module("norm2", BlockLayout.NORM2),
          new Module("attention.attention.query", BlockLayout.QKV, 0, 3),
          new Module("attention.attention.key", BlockLayout.QKV, 1, 3),
          new Module("attention.attention.value", BlockLayout.QKV, 2, 3),
          new Module("attention.output.dense", BlockLayout.PROJ),
          new Module("layer_scale1", BlockLayout.SCALE1),
          new Module("layer_scale2", BlockLayout.SCALE2),
          new Module("mlp.fc1", Mlp.UP),
          new Module("mlp.fc2", Mlp.DOWN),
          new Module("mlp.weights_in", SwiGlu.UP),
          new Module("mlp.weights_out", SwiGlu.DOWN));

  private static final List<Module> MODULES_IN_MEMORY =
      List.of(
          new Module("attention.q_proj", BlockLayout.QKV, 0, 3),
          new Module("attention.k_proj", BlockLayout.QKV, 1, 3),
          new Module("attention.v_proj", BlockLayout.QKV, 2, 3),
          new Module("attention.o_proj", BlockLayout.PROJ),
          new Module("mlp.gate_proj", SwiGlu.UP, 0, 2),
          new Module("mlp.up_proj", SwiGlu.UP, 1, 2),
          new Module("mlp.down_proj", SwiGlu.DOWN));

  private static final Pattern BLOCK =
      Pattern.compile("encoder\\.layers?\\.(\\d+)\\.(.+)\\.(weight|bias|lambda1)");
  private static final Pattern OUR_BLOCK =
      Pattern.compile("blocks\\.(\\d+)\\.(.+)\\.(weight|bias|gamma)");

  private HuggingFaceNames() {}

  /** Names that are not known stay as they are, for the strict check to name. */
  static Map<String, TensorEntry> canonical(Map<String, TensorEntry> tensors) {
    Map<String, TensorEntry[]> joined = new LinkedHashMap<>();
    Map<String, TensorEntry> canonical = new LinkedHashMap<>();
    tensors.forEach((name, entry) -> {
      Matcher block = BLOCK.matcher(name);
      Module module = block.matches() ? module(block.group(2)) : null;
      if (module == null) {
        String renamed = OUTER.getOrDefault(name, name);
        canonical.put(renamed, entry.named(renamed));
        return;
      }
      String leaf = block.group(3).equals("lambda1") ? "gamma" : block.group(3);
      String renamed = "blocks.%s.%s.%s".formatted(block.group(1), module.ours(), leaf);
      joined.computeIfAbsent(renamed, _ -> new TensorEntry[module.parts()])[module.part()] = entry;
    });
    joined.forEach((name, parts) -> {
      if (Arrays.stream(parts).allMatch(Objects::nonNull)) {
        canonical.put(name, join(name, parts));
      }
    });
    return canonical;
  }

  private static TensorEntry join(String name, TensorEntry[] parts) {
    return parts.length == 1 ? parts[0].named(name) : TensorEntry.concatenate(name, List.of(parts));
  }

  private static @Nullable Module module(String theirs) {
    for (List<Module> modules : List.of(MODULES, MODULES_IN_MEMORY)) {
      for (Module module : modules) {
        if (module.theirs().equals(theirs)) {
          return module;
        }
      }
    }
    return null;
  }

  /** The other way, in the names of the hub. */
  static List<TensorEntry> foreign(Map<String, TensorEntry> canonical) {
    List<TensorEntry> foreign = new ArrayList<>();
    canonical.forEach((name, entry) -> {
      Matcher block = OUR_BLOCK.matcher(name);
      if (block.matches()) {
        foreign.addAll(block(entry, block));
      } else {
        foreign.add(entry.named(outer(name)));
      }
    });
    return foreign;
  }

  private static List<TensorEntry> block(TensorEntry entry, Matcher block) {
    String leaf = block.group(3).equals("gamma") ? "lambda1" : block.group(3);
    List<TensorEntry> parts = new ArrayList<>();
    for (Module module : MODULES) {
      if (module.ours().equals(block.group(2))) {
        long rows = entry.shape()[0] / module.parts();
        String name = "encoder.layer.%s.%s.%s".formatted(block.group(1), module.theirs(), leaf);
        parts.add(entry.rows(module.part() * rows, rows).named(name));
      }
    }
    return parts;
  }

  private static String outer(String ours) {
    for (var entry : OUTER.entrySet()) {
      if (entry.getValue().equals(ours)) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException(ours);
  }
}
