package io.github.dino4j.cli.evaluate;

import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.corruption.CorruptFolder;
import io.github.dino4j.evaluate.corruption.CorruptOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j evaluate corrupt}: corrupted copies of any images, to test on. */
@Command(
    name = "corrupt",
    mixinStandardHelpOptions = true,
    description = {
      "Make corrupted copies of images: 15 types (noise, blur, weather, JPEG and the like), 5"
          + " severities each, in DIR/TYPE/SEVERITY.",
      "What is there is kept, so a run that was stopped goes on. evaluate linear corruptions=DIR"
          + " tests on them."
    })
@SuppressWarnings("NullAway.Init")
final class CorruptCommand extends DinoCommand {
  @Parameters(arity = "1..*", paramLabel = "INPUT", description = "As everywhere.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder for the copies.")
  private Path output;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "The same seed gives the same copies. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    ImageSource source = ImageSource.of(inputs);
    CorruptOptions usual = CorruptOptions.byDefault();
    CorruptOptions options =
        new CorruptOptions(usual.corruptions(), seed, usual.shortSide(), usual.quality());
    try (Progress progress = progress()) {
      long total = source.count().orElse(-1);
      CorruptFolder.Summary done =
          new CorruptFolder(output, options)
              .write(
                  source, images -> progress.show(new Progress.State(images, 0, total, "images")));
      out()
          .printf(
              "%s: %,d copies of %s, %,d of them new%n",
              output,
              done.images() * options.corruptions().size(),
              Count.of(done.images(), "image"),
              done.written());
      return report(done.rejects(), output.resolve("rejects.csv"));
    }
  }
}
