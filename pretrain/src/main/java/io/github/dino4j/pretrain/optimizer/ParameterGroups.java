package io.github.dino4j.pretrain.optimizer;

import io.github.dino4j.pretrain.optimizer.ParameterGroup.Multipliers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How fast each parameter of a submodule learns and decays, by its name
 * (dinov2/utils/param_groups.py). Blocks near the input learn slower; biases, norms and LayerScale
 * do not decay.
 *
 * @param depth number of blocks; 0 for a head
 * @param layerDecay factor from one block to the one before
 * @param patchEmbed extra factor of the patch embedding
 */
public record ParameterGroups(int depth, double layerDecay, double patchEmbed) {
  private static final Set<String> INPUT =
      Set.of("pos_embed", "patch_embed", "mask_token", "cls_token", "register_tokens");

  /** Multipliers of the parameter {@code name}. */
  public Multipliers multipliers(String name) {
    double rate = Math.pow(layerDecay, exponent(name));
    if (name.contains("patch_embed")) {
      rate *= patchEmbed;
    }
    boolean spared = name.endsWith(".bias") || name.contains("norm") || name.contains("gamma");
    return new Multipliers(rate, spared ? 0 : 1, name.contains("last_layer"));
  }

  private int exponent(String name) {
    if (depth == 0) {
      return 0;
    }
    String[] parts = name.split("\\.", 3);
    if (INPUT.contains(parts[0])) {
      return depth + 1;
    }
    return parts[0].equals("blocks") ? depth - Integer.parseInt(parts[1]) : 0;
  }

  /** Parameters with equal multipliers together, groups and names in order of appearance. */
  public List<ParameterGroup> fuse(Collection<String> names) {
    Map<Multipliers, List<String>> groups =
        names.stream()
            .collect(
                Collectors.groupingBy(
                    this::multipliers,
                    LinkedHashMap::new,
                    Collectors.toCollection(ArrayList::new)));
    return groups.entrySet().stream()
        .map(e -> new ParameterGroup(e.getKey(), List.copyOf(e.getValue())))
        .toList();
  }
}
