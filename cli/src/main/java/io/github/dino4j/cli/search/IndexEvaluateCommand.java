package io.github.dino4j.cli.search;

import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.cli.terminal.TextTable;
import io.github.dino4j.report.Table;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.lucene.SearchEffort;
import io.github.dino4j.search.recall.RecallMeasurement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j index evaluate}: what an index misses, and what it takes to miss less. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Say which part of the true neighbours searches of an index find, and how long they take.",
      "Queries are drawn from its own vectors; one query at a time, all vectors are compared for"
          + " the truth."
    })
@SuppressWarnings("NullAway.Init")
final class IndexEvaluateCommand extends DinoCommand {
  private static final int[] EF = {25, 50, 100, 200, 400};
  private static final int[] OVERSAMPLING = {1, 5, 10};

  @Parameters(paramLabel = "INDEX", description = "The folder of the index.")
  private Path folder;

  @Option(
      names = "-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "Neighbours of a query. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Vectors that are taken for queries. Default: ${DEFAULT-VALUE}.")
  private int queries;

  @Override
  public Integer call() {
    LuceneLog.silence();
    try (VectorIndex index = IndexFolder.open(folder, Access.READ, IndexFolder.describe(folder))) {
      RecallMeasurement measurement = measurement(index);
      out()
          .printf(
              Locale.ROOT,
              "%s: %,d vectors of %d values, %,d queries%n",
              PathText.text(folder),
              index.size(),
              index.description().dim(),
              measurement.queries());
      List<List<String>> rows = new ArrayList<>();
      rows.add(row("default", "", measurement.measure()));
      for (int ef : EF) {
        for (int oversampling : OVERSAMPLING) {
          measurement
              .measure(new SearchEffort(ef, oversampling))
              .ifPresent(result ->
                  rows.add(row(String.valueOf(ef), String.valueOf(oversampling), result)));
        }
      }
      List<String> columns = List.of("ef", "oversampling", "recall@" + k, "ms/query");
      TextTable.lines(new Table(columns, rows)).forEach(out()::println);
      if (IndexFolder.kind(folder) == IndexFolder.Kind.EXACT) {
        out().println("It compares all vectors: there is nothing to choose.");
      }
    }
    return ExitCode.DONE;
  }

  private RecallMeasurement measurement(VectorIndex index) {
    try (Progress progress = progress()) {
      return new RecallMeasurement(
          index,
          k,
          queries,
          done -> progress.show(new Progress.State(done, 0, index.size(), "vectors")));
    }
  }

  private static List<String> row(String ef, String oversampling, RecallMeasurement.Result result) {
    return List.of(
        ef,
        oversampling,
        String.format(Locale.ROOT, "%.4f", result.recall()),
        String.format(Locale.ROOT, "%.2f", result.milliseconds()));
  }
}
