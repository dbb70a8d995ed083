package io.github.dino4j.cli.option;

import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** After which blocks features are taken, and how their numbers are written. */
public final class LayerOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "N",
      description =
          "Blocks whose outputs are taken, from 0 on, such as 8,9,10,11; a negative number counts"
              + " from the end. Their features stand side by side. Default: the last one.")
  private @Nullable List<Integer> layers;

  @Option(
      names = "--no-norm",
      description = "Leave out the final norm, as depth heads want it; with --layers.")
  private boolean noNorm;

  @Option(
      names = "--half",
      description = "Write half precision: half the size, in .npy and .safetensors.")
  private boolean half;

  public FeatureChoice choice(EmbedTokens tokens, VisionTransformerConfig model) {
    FeatureType type = half ? FeatureType.FLOAT16 : FeatureType.FLOAT32;
    if (layers == null) {
      if (noNorm) {
        throw new ParameterException(spec.commandLine(), "--no-norm goes with --layers");
      }
      return new FeatureChoice(tokens, null, type);
    }
    List<Integer> blocks =
        layers.stream().map(block -> block < 0 ? model.depth() + block : block).toList();
    Layers chosen = new Layers(blocks, !noNorm);
    chosen.require(model.depth());
    return new FeatureChoice(tokens, chosen, type);
  }
}
