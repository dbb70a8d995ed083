package io.github.dino4j.cli.evaluate;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.option.TransformOptions;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.cli.terminal.TextTable;
import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.features.ReadyFeatures;
import io.github.dino4j.evaluate.protocol.Evaluation;
import io.github.dino4j.evaluate.protocol.Protocol;
import io.github.dino4j.evaluate.protocol.Request;
import io.github.dino4j.evaluate.protocol.Settings;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One protocol as a command: the same options for all. */
@SuppressWarnings("NullAway.Init")
public abstract class ProtocolCommand extends DinoCommand {
  /** Columns for settings and their defaults. */
  private static final int NAMES = 27;

  private final Protocol protocol;

  @Option(
      names = "--train",
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Labelled images: folders by class, manifests (.csv, .tsv, .parquet) and tar shards"
              + " (shard-{000..012}.tar).")
  private List<String> train = List.of();

  @Option(
      names = "--test",
      arity = "1..*",
      paramLabel = "[NAME=]INPUT",
      description = "What figures are reported of; inputs of one name are one test set.")
  private List<String> test = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "REPORT",
      description = "The folder for index.html, metrics.json and a trained head.")
  private Path output;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where features are kept. Default: features beside the downloaded models.")
  private @Nullable Path cache;

  @Option(
      names = "--features",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Feature files of embed that hold the images of --train and --test; no model then runs.")
  private List<Path> features = List.of();

  @Parameters(
      arity = "0..*",
      paramLabel = "key=value",
      description = "Settings of the protocol, listed below with their defaults.")
  private List<String> settings = List.of();

  @Mixin private TransformOptions transform;
  @Mixin private ModelOptions model;

  ProtocolCommand(Protocol protocol) {
    this.protocol = protocol;
  }

  /** Lists the protocol's settings below its options. */
  @Spec
  void describeSettings(CommandSpec spec) {
    spec.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, this::settings);
  }

  private String settings(Help help) {
    Help.TextTable settings =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Help.Column(NAMES, 2, Help.Column.Overflow.SPAN),
            new Help.Column(
                help.commandSpec().usageMessage().width() - NAMES, 2, Help.Column.Overflow.WRAP));
    protocol
        .settings()
        .known()
        .forEach(each -> settings.addRowValues(each.key() + "=" + each.standard(), each.meaning()));
    return "%nSettings:%n".formatted() + settings;
  }

  /**
   * Makes sure, without computing anything, that this evaluation could begin on a model.
   *
   * @throws DinoException in one line, if it could not
   */
  public void check(VisionTransformerConfig config) {
    Request request = request();
    protocol.check(request);
    model.require();
    EvalTransform ignored = transform(config, request.settings());
  }

  @Override
  public Integer call() {
    Request request = request();
    protocol.check(request);
    try (Progress progress = progress()) {
      Evaluation.Listener listener = listener(progress);
      if (!features.isEmpty()) {
        say(protocol.run(new Evaluation(ReadyFeatures.read(features), listener), request));
        return ExitCode.DONE;
      }
      ImageDecoder.loadAhead();
      try (FeatureExtractor extractor =
          model.open(config -> transform(config, request.settings()), this)) {
        FeatureCache kept = cache == null ? FeatureCache.ofEnvironment() : new FeatureCache(cache);
        say(protocol.run(Evaluation.of(extractor, kept, listener), request));
        return ExitCode.DONE;
      }
    }
  }

  private Request request() {
    List<String> all = new ArrayList<>(settings);
    Stream.of(train, test).flatMap(List::stream).filter(this::isSetting).forEach(all::add);
    return new Request(
        inputs(train), Request.tests(inputs(test)), output, protocol.settings().with(all));
  }

  private List<String> inputs(List<String> words) {
    return words.stream().filter(word -> !isSetting(word)).toList();
  }

  /** Settings may stand behind {@code --test INPUT}, where the parser takes them for inputs. */
  private boolean isSetting(String word) {
    int equals = word.indexOf('=');
    if (equals <= 0 || Files.exists(PathText.path(word))) {
      return false;
    }
    Set<String> keys = protocol.settings().values().keySet();
    String input = word.substring(equals + 1);
    boolean known = keys.contains(word.substring(0, equals));
    if (!known && !input.contains("{") && !Files.exists(PathText.path(input))) {
      throw new DinoException(
          "%s: there is no such setting and no such input; settings are key=value, with the keys %s"
              .formatted(word, String.join(", ", keys)));
    }
    return known;
  }

  private EvalTransform transform(VisionTransformerConfig config, Settings chosen) {
    return protocol.transform(config, chosen).orElseGet(() -> transform.transform(config));
  }

  private static Evaluation.Listener listener(Progress progress) {
    return new Evaluation.Listener() {
      @Override
      public void say(String line) {
        progress.say(line);
      }

      @Override
      public void progress(long done, long before, long total, String unit) {
        progress.show(new Progress.State(done, before, total, unit));
      }
    };
  }

  /** The figures, and where to look at the rest. */
  private void say(EvaluationReport report) {
    TextTable.lines(report.table()).forEach(out()::println);
    out().printf("%s%n", output.resolve("index.html"));
  }
}
