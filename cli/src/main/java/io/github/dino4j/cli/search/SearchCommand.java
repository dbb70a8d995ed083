package io.github.dino4j.cli.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.OutputPath;
import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.TextTable;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.index.ImageRegion;
import io.github.dino4j.features.index.ImageSearch;
import io.github.dino4j.features.index.RegionMatch;
import io.github.dino4j.features.index.RegionOfImage;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.folder.IndexFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code dino4j search}: an image in, those of an index that look like it out. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Find the images of an index that look like one, or like several at once, or that contain"
          + " a part of one.",
      "The model is the one that the index was made with, unless you name another file of it."
    })
@SuppressWarnings("NullAway.Init")
public final class SearchCommand extends DinoCommand {
  private static final String TERMINAL = "-";

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "What to look for; of several the mean of their directions.")
  private List<Path> images;

  @Option(
      names = "--index",
      required = true,
      paramLabel = "INDEX",
      description = "The folder that dino4j index made.")
  private Path folder;

  @Option(
      names = "-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many results. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--where",
      paramLabel = "FILTER",
      description =
          "Only images whose columns fulfil it, such as 'price < 50 and (label = \"shirt\" or not"
              + " sold = true)'; also in (...), !=, <=, >, >=.")
  private @Nullable String where;

  @Option(
      names = "--not",
      paramLabel = "IMAGE",
      description = "What results are not to look like; may be given several times.")
  private List<Path> unlike = List.of();

  @ArgGroup private @Nullable RegionOptions part;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.html|FILE.csv|-",
      defaultValue = TERMINAL,
      description = "A page with pictures, a table, or lines on the terminal (the default).")
  private String output;

  @Mixin private ModelOptions model;

  @Override
  public Integer call() {
    LuceneLog.silence();
    Filter filter = where == null ? null : Filter.parse(where);
    SearchOptions options = new SearchOptions(k, filter);
    requireOutput();
    Stream.concat(images.stream(), unlike.stream()).forEach(SearchCommand::requireImage);
    IndexDescription description = IndexFolder.describe(folder);
    ImageRegion region = region();
    EvalTransform transform = ImageSearch.transform(description);
    FeatureExtractor extractor = model.openOr(description.model(), _ -> transform, this);
    try (ImageSearch search = ImageSearch.of(extractor, folder)) {
      if (region == null) {
        List<Hit> hits = search.search(features(images, search), features(unlike, search), options);
        write(
            SearchResults.of(hits),
            file -> new SearchPage(facts(search)).write(file, images, unlike, hits));
      } else {
        Path image = images.getFirst();
        RegionOfImage query = RegionOfImage.of(image, region, search.extractor());
        List<RegionMatch> found = search.search(query, options);
        write(
            SearchResults.ofRegion(found),
            file -> new SearchPage(facts(search)).write(file, image, query, found));
      }
    }
    return ExitCode.DONE;
  }

  /** The part of the image that is looked for; null for all of it. */
  private @Nullable ImageRegion region() {
    if (part == null) {
      return null;
    }
    if (images.size() > 1) {
      throw new ParameterException(
          line(), "a region is a part of one image: name one IMAGE, not " + images.size());
    }
    if (!unlike.isEmpty()) {
      throw new ParameterException(line(), "--not is for whole images, not for a region of one");
    }
    ImageSearch.requirePatches(folder);
    return part.region();
  }

  private static List<float[]> features(List<Path> images, ImageSearch search) {
    return images.stream().map(search.extractor()::embed).toList();
  }

  private boolean isPage() {
    return output.toLowerCase(Locale.ROOT).endsWith(".html");
  }

  private void requireOutput() {
    if (output.equals(TERMINAL)) {
      return;
    }
    if (!isPage() && !output.toLowerCase(Locale.ROOT).endsWith(".csv")) {
      throw new DinoException(
          "%s: results are written as .html or .csv, or to the terminal by -".formatted(output));
    }
    OutputPath.requireFile(PathText.path(output));
  }

  private static void requireImage(Path image) {
    if (!Files.isRegularFile(image)) {
      throw new DinoException("%s: no such image".formatted(PathText.text(image)));
    }
  }

  private void write(SearchResults results, Consumer<Path> page) {
    if (output.equals(TERMINAL)) {
      if (!results.hits().isEmpty()) {
        TextTable.lines(results.table()).forEach(out()::println);
      }
    } else if (isPage()) {
      page.accept(PathText.path(output));
      out().println(output);
    } else {
      results.writeCsv(PathText.path(output));
      out().println(output);
    }
    if (results.hits().isEmpty()) {
      err().println("dino4j: no image of the index fulfils " + (where == null ? "this" : where));
    }
  }

  private SequencedMap<String, String> facts(ImageSearch search) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("index", PathText.text(folder));
    facts.put("images", String.format(Locale.ROOT, "%,d", search.index().size()));
    facts.put("model", search.index().description().model());
    if (part != null) {
      facts.put("region", part.words());
    }
    if (where != null) {
      facts.put("where", where);
    }
    return facts;
  }
}
