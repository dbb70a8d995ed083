package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.OutputPath;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.patch.MatchOptions;
import io.github.dino4j.features.patch.PatchMatch;
import io.github.dino4j.features.patch.PatchMatching;
import io.github.dino4j.features.picture.MatchDrawing;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.image.picture.PictureFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j match}: the same parts in two photos. */
@Command(
    name = "match",
    mixinStandardHelpOptions = true,
    description = "Match the patches of two photos and draw the matches as lines.")
@SuppressWarnings("NullAway.Init")
final class MatchCommand extends DinoCommand {
  @Parameters(index = "0", paramLabel = "A", description = "The first photo.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "The second photo.")
  private Path second;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE.png",
      description = "The picture to write.")
  private Path output;

  @Option(
      names = "--limit",
      defaultValue = "40",
      paramLabel = "N",
      description = "Lines to draw at most. Default: ${DEFAULT-VALUE}.")
  private int limit = 40;

  @Mixin private ModelOptions model;
  @Mixin private WholePhoto photo;

  @Override
  public Integer call() {
    PictureFile.requireFormat(output);
    OutputPath.requireFile(output);
    if (limit < 1) {
      throw new DinoException("--limit %d: at least one line".formatted(limit));
    }
    try (FeatureExtractor extractor = model.open(photo::transform, this)) {
      SeenPhoto a = SeenPhoto.of(first, extractor);
      SeenPhoto b = SeenPhoto.of(second, extractor);
      MatchOptions options = MatchOptions.byDefault().withLimit(limit);
      List<PatchMatch> matches = PatchMatching.between(a.patches(), b.patches(), options);
      PictureFile.write(
          MatchDrawing.draw(a.view(), b.view(), matches, PictureStyle.byDefault()), output);
      out()
          .printf("%s: %d %s%n", output, matches.size(), matches.size() == 1 ? "match" : "matches");
    }
    return ExitCode.DONE;
  }
}
