package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.Download;
import io.github.dino4j.cli.option.WeightOptions;
import io.github.dino4j.cli.option.WordConverter;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DemoModel;
import io.github.dino4j.model.catalogue.ModelCache;
import io.github.dino4j.model.catalogue.ModelCatalogue;
import io.github.dino4j.model.catalogue.ReleasedFile;
import io.github.dino4j.model.catalogue.ReleasedHead;
import io.github.dino4j.model.catalogue.ReleasedModel;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.ModelSummary;
import io.github.dino4j.model.weights.WeightLayout;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j models}: what there is, and weight files of every layout. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "List, download, inspect and convert models; without one of these words, list.")
final class ModelsCommand extends DinoCommand {
  private enum Layout {
    META(WeightLayout.META),
    HF(WeightLayout.HUGGING_FACE),
    TIMM(WeightLayout.TIMM),
    DINO4J(WeightLayout.DINO4J);

    private final WeightLayout layout;

    Layout(WeightLayout layout) {
      this.layout = layout;
    }
  }

  private static final class LayoutConverter extends WordConverter<Layout> {
    LayoutConverter() {
      super(Layout.values(), layout -> layout.name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public Integer call() {
    return list();
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Name the released models and say which are on this machine.")
  int list() {
    ModelCache cache = ModelCache.ofEnvironment();
    out()
        .printf(
            "%-20s %8s %9s %10s  %s%n", "name", "features", "registers", "size", "on this machine");
    for (ReleasedModel model : ModelCatalogue.models()) {
      out()
          .printf(
              Locale.ROOT,
              "%-20s %8d %9d %7d MB  %s%n",
              model.name(),
              model.config().dim(),
              model.config().registers(),
              model.approximateBytes() / 1_000_000,
              cache.find(model).map(Path::toString).orElse("no"));
    }
    try (ModelFile demo = DemoModel.open()) {
      VisionTransformerConfig config = demo.config();
      out()
          .printf(
              "%-20s %8d %9d %10s  %s%n",
              DemoModel.NAME, config.dim(), config.registers(), "", "built in");
    }
    out()
        .printf(
            "Heads, by NAME_KIND: %s;%nof models without registers also %s%n",
            String.join(", ", ReleasedHead.CLASSIFIERS), String.join(", ", ReleasedHead.DENSE));
    return ExitCode.DONE;
  }

  @Command(
      name = "download",
      mixinStandardHelpOptions = true,
      description = "Bring a released model or head to this machine.")
  int download(@Parameters(paramLabel = "NAME", description = "See list.") String name) {
    Optional<ReleasedFile> model = ModelCatalogue.find(name).map(ReleasedFile.class::cast);
    ReleasedFile file =
        model
            .or(() -> ReleasedHead.find(name))
            .orElseThrow(() ->
                new DinoException(name + " is no released model or head; see dino4j models list"));
    out().println(Download.fetch(file, this));
    return ExitCode.DONE;
  }

  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = "Say what a weight file or folder is. Nothing in it is executed.")
  int inspect(
      @Parameters(paramLabel = "FILE", description = "A weight file or a model's folder.")
          Path file,
      @Mixin WeightOptions weights) {
    try (ModelFile model = ModelFile.open(file, weights.hints())) {
      print(model.summary());
    }
    return ExitCode.DONE;
  }

  private void print(ModelSummary summary) {
    VisionTransformerConfig config = summary.config();
    PrintWriter out = out();
    out.printf("%s: %s, %s layout%n", summary.path(), summary.format(), summary.layout());
    out.printf(
        "architecture: %d blocks of %d heads, %d features, patches of %d pixels, %d registers,"
            + " %s%n",
        config.depth(),
        config.heads(),
        config.dim(),
        config.patchSize(),
        config.registers(),
        config.feedForward().name());
    out.printf(Locale.ROOT, "parameters: %,d (%s)%n", summary.parameters(), types(summary));
    out.printf("channels: %s%n", summary.input());
    if (!config.imageSize().isSquare()) {
      out.printf("positions: %d x %d patches%n", config.grid().rows(), config.grid().columns());
    }
    summary.choice().ifPresent(out::println);
    if (!summary.prefix().isEmpty()) {
      out.printf("prefix of the backbone: %s%n", summary.prefix());
    }
    if (!summary.others().isEmpty()) {
      out.printf("tensors beside the backbone: %d%n", summary.others().size());
    }
  }

  private static String types(ModelSummary summary) {
    return summary.types().keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  @Command(
      name = "convert",
      mixinStandardHelpOptions = true,
      description = "Write a model in another layout; values keep their bits.")
  int convert(
      @Parameters(index = "0", paramLabel = "IN", description = "A weight file or folder.") Path in,
      @Parameters(
              index = "1",
              paramLabel = "OUT",
              description = "meta: a .pth; dino4j: a .safetensors; hf and timm: a folder.")
          Path out,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "meta|hf|timm|dino4j",
              converter = LayoutConverter.class,
              description = "The layout to write.")
          Layout layout,
      @Option(names = "--overwrite", description = "Replace what is there.") boolean overwrite,
      @Mixin WeightOptions weights) {
    if (Files.exists(out) && !overwrite) {
      throw new DinoException(out + " exists; --overwrite replaces it");
    }
    try (ModelFile model = ModelFile.open(in, weights.hints())) {
      model.summary().choice().ifPresent(choice -> err().println("dino4j: " + choice));
      ModelConversion.write(model, out, layout.layout);
    }
    out().printf("%s: %s layout%n", out, layout.layout);
    return ExitCode.DONE;
  }
}
