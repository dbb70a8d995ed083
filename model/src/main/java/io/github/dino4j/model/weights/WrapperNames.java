package io.github.dino4j.model.weights;

import io.github.dino4j.torch.storage.TensorEntry;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of names that wrappers put in, at the front or in the middle: DistributedDataParallel,
 * torch.compile, activation checkpointing, FSDP, Lightning and DeepSpeed, Opacus.
 */
final class WrapperNames {
  private static final Set<String> PARTS =
      Set.of(
          "module",
          "_module",
          "_orig_mod",
          "_checkpoint_wrapped_module",
          "_fsdp_wrapped_module",
          "_fpw_module",
          "_forward_module",
          "_original_module");

  private WrapperNames() {}

  /** Names without such parts; where two would become one, the longer stays as it is. */
  static Map<String, TensorEntry> strip(Map<String, TensorEntry> entries) {
    Map<String, TensorEntry> stripped = new LinkedHashMap<>();
    entries.forEach((name, entry) -> {
      String plain = strip(name);
      boolean free =
          plain.equals(name) || !entries.containsKey(plain) && !stripped.containsKey(plain);
      stripped.put(free ? plain : name, entry);
    });
    return stripped;
  }

  private static String strip(String name) {
    return Arrays.stream(name.split("\\.", -1))
        .filter(part -> !PARTS.contains(part))
        .collect(Collectors.joining("."));
  }
}
