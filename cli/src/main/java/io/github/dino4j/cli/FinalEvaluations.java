package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.evaluate.EvaluateCommand;
import io.github.dino4j.cli.evaluate.ProtocolCommand;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.evaluate.report.ReportSummary;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.run.Pretraining;
import io.github.dino4j.pretrain.run.RunFolder;
import io.github.dino4j.torch.ComputeDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The evaluations that a run ends with ({@code evaluation.at_end}): command lines of {@code
 * evaluate}, on the model of the run. Those whose reports are there are done.
 *
 * @param command prints for them
 */
record FinalEvaluations(Pretraining pretraining, DinoCommand command) {

  /**
   * One of them.
   *
   * @param text as the configuration has it
   * @param words the whole command line
   * @param report the folder
   */
  private record Line(String text, String[] words, Path report) {}

  private List<Line> missing() {
    RunFolder run = pretraining.folder();
    PretrainConfig config = pretraining.config().config();
    List<Line> lines = new ArrayList<>();
    Map<String, Integer> used = new HashMap<>();
    for (String text : config.evaluation().atEnd()) {
      List<String> words = new ArrayList<>(Arguments.words(text));
      String protocol = words.isEmpty() ? "" : words.getFirst();
      int number = used.merge(protocol, 1, Integer::sum);
      Path report = run.evaluation().resolve(number == 1 ? protocol : protocol + "-" + number);
      words.addFirst(EvaluateCommand.NAME);
      words.addAll(List.of("--model", PathText.text(run.path())));
      words.addAll(List.of("--output", PathText.text(report)));
      if (command.remarks() != null) {
        words.add("--verbose");
      }
      lines.add(new Line(text, words.toArray(String[]::new), report));
    }
    return lines.stream().filter(line -> !ReportSummary.isIn(line.report())).toList();
  }

  /**
   * Makes sure, before a run begins, that they can follow it.
   *
   * @throws DinoException in one line, if one could not
   */
  void check() {
    VisionTransformerConfig model = StudentArchitecture.of(pretraining.config().config());
    for (Line line : missing()) {
      try {
        check(line, model);
      } catch (DinoException | ParameterException e) {
        throw new DinoException("--evaluate \"%s\": %s".formatted(line.text(), e.getMessage()), e);
      }
    }
  }

  private void check(Line line, VisionTransformerConfig model) {
    CommandLine all = Main.line(command.out(), command.err(), line.words());
    CommandLine evaluate = Objects.requireNonNull(all.getSubcommands().get(EvaluateCommand.NAME));
    CommandLine chosen = evaluate.getSubcommands().get(line.words()[1]);
    if (chosen == null || !(chosen.getCommand() instanceof ProtocolCommand protocol)) {
      throw new DinoException(
          "%s is no protocol; they are %s"
              .formatted(line.words()[1], String.join(", ", protocols(evaluate))));
    }
    parse(all, line);
    if (chosen.getParseResult().hasMatchedOption("--features")) {
      throw new DinoException("leave --features away: a run is evaluated on features of its own");
    }
    protocol.check(model);
  }

  private static List<String> protocols(CommandLine evaluate) {
    return evaluate.getSubcommands().entrySet().stream()
        .filter(each -> each.getValue().getCommand() instanceof ProtocolCommand)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void parse(CommandLine all, Line line) {
    try {
      ParseResult ignored = all.parseArgs(line.words());
    } catch (OverwrittenOptionException e) {
      throw new DinoException(e.getMessage() + "; --model and --output are those of the run", e);
    }
  }

  /**
   * Runs them, one after the other, and tells of each what it found, or in one line why it failed.
   * The training must have ended.
   *
   * @return what the command ends with
   */
  int run(ComputeDevice device) {
    List<Line> missing = missing();
    if (missing.isEmpty()) {
      return ExitCode.DONE;
    }
    int failed = 0;
    try (LockFile ignored = pretraining.folder().take()) {
      for (Line line : missing) {
        command.err().println("evaluate " + line.text());
        int ignoredCode = Main.run(command.out(), command.err(), line.words());
        failed += ReportSummary.isIn(line.report()) ? 0 : 1;
        pretraining.writeReport(device);
      }
    }
    if (failed > 0) {
      command
          .err()
          .printf(
              "dino4j: %d of %d evaluations failed; --resume tries them again%n",
              failed, missing.size());
    }
    return failed == 0 ? ExitCode.DONE : ExitCode.PARTLY_DONE;
  }
}
