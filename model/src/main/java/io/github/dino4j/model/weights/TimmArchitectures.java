package io.github.dino4j.model.weights;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The attention heads that timm's functions give a model unless its arguments say otherwise
 * (timm/models/vision_transformer.py, deit.py of timm 1.0).
 */
final class TimmArchitectures {
  private static final Pattern NAME = Pattern.compile("(?:vit|deit3?)_([a-z0-9]+)_(.*)");

  private static final Map<String, Integer> HEADS =
      Map.ofEntries(
          Map.entry("tiny", 3),
          Map.entry("wee", 4),
          Map.entry("pwee", 4),
          Map.entry("dwee", 4),
          Map.entry("dpwee", 4),
          Map.entry("xsmall", 4),
          Map.entry("little", 5),
          Map.entry("dlittle", 5),
          Map.entry("small", 6),
          Map.entry("medium", 8),
          Map.entry("mediumd", 8),
          Map.entry("betwixt", 10),
          Map.entry("base", 12),
          Map.entry("so150m2", 13),
          Map.entry("so150m", 14),
          Map.entry("large", 16),
          Map.entry("intern300m", 16),
          Map.entry("so400m", 16),
          Map.entry("huge", 16),
          Map.entry("giant", 16),
          Map.entry("giantopt", 16),
          Map.entry("gigantic", 16));

  private static final int GIANT_OF_DINOV2 = 24;

  private TimmArchitectures() {}

  /** Empty for a name that is not known here. */
  static OptionalInt heads(String architecture) {
    Matcher name = NAME.matcher(architecture);
    if (!name.matches() || name.group(2).contains("plus")) {
      return OptionalInt.empty();
    }
    boolean dinov2 = name.group(2).contains("dinov2") || name.group(2).contains("tipsv2");
    if (name.group(1).equals("giant") && dinov2) {
      return OptionalInt.of(GIANT_OF_DINOV2);
    }
    Integer heads = HEADS.get(name.group(1));
    return heads == null ? OptionalInt.empty() : OptionalInt.of(heads);
  }
}
