package io.github.dino4j.cli.evaluate;

import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.cli.option.TransformOptions;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.application.ClassifyJob;
import io.github.dino4j.evaluate.application.ProbeHeadFile;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.features.FeatureExtractor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dino4j classify}: labels of new images. */
@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    description = {
      "Name the classes of images by a head of evaluate linear or logistic: a row an image, with"
          + " probabilities."
    })
@SuppressWarnings("NullAway.Init")
public final class ClassifyCommand extends HeadCommand {
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "A .csv file, or - for standard output.")
  private Path output;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many of the likeliest classes. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Mixin private TransformOptions transform;

  @Override
  public Integer call() throws IOException {
    HeadDescription said = description().orElse(null);
    ImageSource source = ImageSource.of(inputs);
    try (FeatureExtractor extractor = open(said, transform::transform);
        Progress progress = progress()) {
      ClassifyJob job =
          new ClassifyJob(
              extractor, ProbeHeadFile.read(head(), Backbone.of(extractor)), Math.max(1, top));
      long total = source.count().orElse(-1);
      if (output.toString().equals("-")) {
        ClassifyJob.Summary done = job.run(source, out(), _ -> {});
        return report(done.rejects(), Path.of("rejects.csv"));
      }
      ClassifyJob.Summary done;
      try (WholeFile whole = new WholeFile(output)) {
        try (BufferedWriter out = Files.newBufferedWriter(whole.draft())) {
          done =
              job.run(
                  source,
                  out,
                  images -> progress.show(new Progress.State(images, 0, total, "images")));
        }
        whole.commit();
      } catch (IOException e) {
        throw WholeFile.failed(output, e);
      }
      out().printf("%s: labels of %s%n", PathText.text(output), Count.of(done.done(), "image"));
      return report(done.rejects(), PathText.beside(output, "", ".rejects.csv"));
    }
  }
}
