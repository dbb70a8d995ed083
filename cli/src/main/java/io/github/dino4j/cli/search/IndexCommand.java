package io.github.dino4j.cli.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.option.TransformOptions;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.features.index.FeatureIndexJob;
import io.github.dino4j.features.index.ImageSearch;
import io.github.dino4j.features.index.IndexJob;
import io.github.dino4j.features.index.IndexOutcome;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.region.RegionIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code dino4j index}: images in, an index to search out. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    subcommands = IndexEvaluateCommand.class,
    description = {
      "Make an index of images, which dino4j search looks through.",
      "Given again it adds what is new, replaces what has changed and forgets what is gone from the"
          + " same inputs; a run that was stopped goes on."
    })
@SuppressWarnings("NullAway.Init")
public final class IndexCommand extends DinoCommand {
  /** A photo as cameras make them. */
  private static final Size PHOTO = new Size(1600, 1200);

  @Parameters(
      arity = "0..*",
      paramLabel = "INPUT",
      description =
          "Folders, images, lists (.txt), manifests (.csv, .tsv, .parquet) and tar shards"
              + " (shard-{000..012}.tar); - is a list on standard input.")
  private List<String> inputs = List.of();

  @Option(
      names = "--features",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Instead of images: what embed wrote of them, .parquet or .safetensors.")
  private List<Path> features = List.of();

  // Required, but not by the subcommand.
  @Option(
      names = {"-o", "--output"},
      paramLabel = "INDEX",
      description = "The folder of the index.")
  private @Nullable Path output;

  @Option(
      names = "--patches",
      description = {
        "Keep the patch features of every image, so that search finds regions; from then on the"
            + " index always does.",
        "A new index then shows whole images to the model, at twice the usual size, unless told"
            + " otherwise."
      })
  private boolean patches;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = {
        "Keep the index on a server, opensearch:https://HOST:9200/INDEX or"
            + " postgres://HOST:5432/DATABASE/TABLE; -o INDEX then only says where. Needed the"
            + " first time alone.",
        "Users and passwords come from DINO4J_OPENSEARCH_USER and DINO4J_OPENSEARCH_PASSWORD, or"
            + " PGUSER and PGPASSWORD."
      })
  private @Nullable String to;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "" + EmbedOptions.USUAL_BATCH,
      description = "Images that go through the model together. Default: ${DEFAULT-VALUE}.")
  private int batch = EmbedOptions.USUAL_BATCH;

  @Mixin private TransformOptions transform;
  @Mixin private ModelOptions model;

  @Override
  public Integer call() {
    if (inputs.isEmpty() == features.isEmpty()) {
      throw new ParameterException(line(), "name INPUTs, or --features FILE, one of both");
    }
    if (output == null) {
      throw new ParameterException(line(), "-o INDEX is missing: where the index lies");
    }
    if (patches && !features.isEmpty()) {
      throw new ParameterException(line(), "--patches needs images, not --features");
    }
    LuceneLog.silence();
    Path index = output;
    if (to != null) {
      IndexJob.requirePlace(index);
      IndexFolder.link(index, to);
    }
    boolean wasExact =
        IndexFolder.holdsIndex(index) && IndexFolder.kind(index) == IndexFolder.Kind.EXACT;
    try (Progress progress = progress()) {
      IndexOutcome outcome =
          features.isEmpty() ? images(index, progress) : features(index, progress);
      if (wasExact) {
        noteGrowth(index, outcome);
      }
      return report(index, outcome);
    }
  }

  private IndexOutcome images(Path index, Progress progress) {
    IndexJob.check(inputs, index);
    ImageDecoder.loadAhead();
    String usual =
        IndexFolder.holdsIndex(index)
            ? IndexFolder.describe(index).model()
            : ModelOptions.DEFAULT_MODEL;
    try (FeatureExtractor extractor =
        model.openOr(usual, config -> transform.transformOr(config, usual(index, config)), this)) {
      if (patches || RegionIndex.liesIn(index)) {
        extractor.requirePhotos();
        err().println("dino4j: " + size(extractor));
      }
      IndexJob.Patches kept = patches ? IndexJob.Patches.KEEP : IndexJob.Patches.AS_BEFORE;
      return new IndexJob(extractor, batch, kept).run(inputs, index, shown(progress));
    }
  }

  /** What images are brought to where the user does not say it. */
  private EvalTransform usual(Path index, VisionTransformerConfig config) {
    if (IndexFolder.holdsIndex(index)) {
      return ImageSearch.transform(IndexFolder.describe(index));
    }
    return patches
        ? ExtractorOptions.wholeTransform(config)
        : ExtractorOptions.standardTransform(config);
  }

  private static String size(FeatureExtractor extractor) {
    Size seen = extractor.transform().outputSize(PHOTO);
    int patch = extractor.config().patchSize();
    int rows = seen.height() / patch;
    int columns = seen.width() / patch;
    long bytes = RegionIndex.bytes(rows, columns, extractor.config().dim());
    return String.format(
        Locale.ROOT,
        "patches take up to %,d KB for an image of 4:3 (%d x %d of them), %,.1f GB for 10,000",
        Math.ceilDiv(bytes, 1_000L),
        columns,
        rows,
        bytes / 1e5);
  }

  private IndexOutcome features(Path index, Progress progress) {
    return FeatureIndexJob.run(features, index, shown(progress));
  }

  private static Consumer<IndexJob.Progress> shown(Progress progress) {
    return state -> progress.show(new Progress.State(state.done(), 0, state.total(), "images"));
  }

  private int report(Path index, IndexOutcome outcome) {
    if (outcome.size() == 0) {
      throw new DinoException(
          "none of %s could be read; %s says why"
              .formatted(Count.of(outcome.rejected(), "image"), PathText.text(outcome.rejects())));
    }
    out()
        .printf(
            "%s: %s, %s: %d added, %d replaced, %d unchanged, %d forgotten%n",
            PathText.text(index),
            Count.of(outcome.size(), "image"),
            word(outcome.kind(), index),
            outcome.added(),
            outcome.replaced(),
            outcome.unchanged(),
            outcome.forgotten());
    return report(outcome.rejected(), outcome.rejects());
  }

  /** Says that an exact index has too many images to be one, or had before this run. */
  private void noteGrowth(Path index, IndexOutcome outcome) {
    boolean isExact = outcome.kind() == IndexFolder.Kind.EXACT;
    if (isExact && outcome.size() <= IndexFolder.EXACT_VECTORS) {
      return;
    }
    err()
        .printf(
            Locale.ROOT,
            "dino4j: %s %s, as %,d images are most for an exact index%n",
            PathText.text(index),
            isExact ? "gets a graph next time" : "was exact and has a graph now",
            IndexFolder.EXACT_VECTORS);
  }

  private static String word(IndexFolder.Kind kind, Path index) {
    return switch (kind) {
      case REMOTE -> "on " + IndexFolder.link(index).orElse("a server");
      case EXACT -> "exact";
      case LUCENE -> "by a graph of Lucene";
    };
  }
}
