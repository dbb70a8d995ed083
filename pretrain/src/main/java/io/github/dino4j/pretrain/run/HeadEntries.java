package io.github.dino4j.pretrain.run;

import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The projection heads among the tensors of a training checkpoint, of ours or the reference's. */
final class HeadEntries {
  /** What sharding puts into names. */
  private static final Pattern WRAPPERS =
      Pattern.compile("(^|(?<=\\.))(_fsdp_wrapped_module|_orig_mod|module)\\.");

  private HeadEntries() {}

  /**
   * Those of the teacher, else those of whoever there is but the student.
   *
   * @return by head, under the reference's names; empty where there are none
   */
  static Map<HeadName, Map<String, TensorEntry>> of(Map<String, TensorEntry> entries) {
    Map<HeadName, Map<String, TensorEntry>> heads = new EnumMap<>(HeadName.class);
    for (HeadName head : HeadName.values()) {
      Map<String, Map<String, TensorEntry>> byPrefix = byPrefix(head, entries);
      byPrefix.keySet().stream()
          .min(Comparator.comparingInt(HeadEntries::rank).thenComparing(String::length))
          .map(byPrefix::get)
          .ifPresent(found -> heads.put(head, found));
    }
    return heads;
  }

  private static Map<String, Map<String, TensorEntry>> byPrefix(
      HeadName head, Map<String, TensorEntry> entries) {
    Pattern name =
        Pattern.compile("((?:.*\\.)?)" + head.submodule() + "\\.((?:mlp|last_layer)\\..*)");
    Map<String, Map<String, TensorEntry>> byPrefix = new LinkedHashMap<>();
    entries.forEach((full, entry) -> {
      Matcher parts = name.matcher(WRAPPERS.matcher(full).replaceAll(""));
      if (parts.matches()) {
        String own = normed(parts.group(2));
        byPrefix
            .computeIfAbsent(parts.group(1), _ -> new LinkedHashMap<>())
            .put(own, entry.named(own));
      }
    });
    return byPrefix;
  }

  /** As weight normalisation is called since PyTorch 2. */
  private static String normed(String name) {
    return name.replace("last_layer.parametrizations.weight.original0", "last_layer.weight_g")
        .replace("last_layer.parametrizations.weight.original1", "last_layer.weight_v");
  }

  private static int rank(String prefix) {
    if (prefix.contains("optim")) {
      return 3;
    }
    return prefix.contains("teacher") ? 0 : prefix.contains("student") ? 2 : 1;
  }
}
