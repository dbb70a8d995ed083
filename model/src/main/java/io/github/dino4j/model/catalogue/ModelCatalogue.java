package io.github.dino4j.model.catalogue;

import io.github.dino4j.model.VisionTransformerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The released backbones (MODEL_CARD.md and hub/backbones.py of the reference). */
public final class ModelCatalogue {
  private static final int REGISTERS = 4;

  /** Those that public conversion scripts pin; for the large ones none is known to us. */
  private static final Map<String, String> SHA256 =
      Map.of(
          "dinov2_vits14", "b938bf1bc15cd2ec0feacfe3a1bb553fe8ea9ca46a7e1d8d00217f29aef60cd9",
          "dinov2_vits14_reg4", "f433177089a681826f849f194ece3bb48f4d63fb38d32fc837e3dc7a4e5641fb",
          "dinov2_vitb14", "0b8b82f85de91b424aded121c7e1dcc2b7bc6d0adeea651bf73a13307fad8c73",
          "dinov2_vitb14_reg4", "73182a088cf94833c94b1666d1c99e02fe87e2007bff57b564fb6206e25dba71");

  private static final List<ReleasedModel> MODELS = released();

  private ModelCatalogue() {}

  /** Small to giant, those without registers first. */
  public static List<ReleasedModel> models() {
    return MODELS;
  }

  /** By name or alias. */
  public static Optional<ReleasedModel> find(String name) {
    return MODELS.stream()
        .filter(model -> model.name().equals(name) || model.aliases().contains(name))
        .findFirst();
  }

  private static List<ReleasedModel> released() {
    List<ReleasedModel> models = new ArrayList<>();
    for (int registers : new int[] {0, REGISTERS}) {
      models.add(model("small", VisionTransformerConfig.small().withRegisters(registers)));
      models.add(model("base", VisionTransformerConfig.base().withRegisters(registers)));
      models.add(model("large", VisionTransformerConfig.large().withRegisters(registers)));
      models.add(model("giant", VisionTransformerConfig.giant().withRegisters(registers)));
    }
    return List.copyOf(models);
  }

  private static ReleasedModel model(String size, VisionTransformerConfig config) {
    String plain = "dinov2_vit" + size.charAt(0) + "14";
    boolean registers = config.registers() > 0;
    String name = registers ? plain + "_reg4" : plain;
    List<String> aliases =
        registers
            ? List.of(
                plain + "_reg",
                "facebook/dinov2-with-registers-" + size,
                "vit_" + size + "_patch14_reg4_dinov2")
            : List.of("facebook/dinov2-" + size, "vit_" + size + "_patch14_dinov2");
    return new ReleasedModel(name, aliases, config, Optional.ofNullable(SHA256.get(name)));
  }
}
