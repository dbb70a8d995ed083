package io.github.dino4j.cli;

import io.github.dino4j.base.OutputPath;
import io.github.dino4j.cli.demo.DemoContent;
import io.github.dino4j.cli.demo.DemoImage;
import io.github.dino4j.cli.demo.DemoNumbers;
import io.github.dino4j.cli.demo.DemoPage;
import io.github.dino4j.cli.demo.DemoPair;
import io.github.dino4j.cli.demo.DemoPhoto;
import io.github.dino4j.cli.demo.DemoPhotos;
import io.github.dino4j.cli.demo.DemoScenes;
import io.github.dino4j.cli.demo.DemoStudy;
import io.github.dino4j.cli.demo.DemoSubject;
import io.github.dino4j.cli.demo.ModelCard;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DemoModel;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j demo}: a page that shows what the model sees. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Write a page with PCA, attention, matching and nearest neighbours.",
      "Without photos it renders scenes and uses the small built-in model: nothing is downloaded."
    })
@SuppressWarnings("NullAway.Init")
final class DemoCommand extends DinoCommand {
  private static final String BUILT_IN = DemoModel.NAME;
  private static final List<io.github.dino4j.cli.demo.SuggestedCommand> NEXT =
      List.of(
          next("Your photos, a released model", "./dino4j demo PHOTOS --model dinov2_vits14"),
          next("Features for your programs", "./dino4j embed PHOTOS -o features.parquet"),
          next("Where the model looks", "./dino4j attention PHOTO.jpg -o attention"),
          next("The same parts in two photos", "./dino4j match A.jpg B.jpg -o match.png"));
  private static final int PAIRS = 2;

  @Parameters(arity = "0..*", paramLabel = "PHOTOS", description = "Folders, photos, lists.")
  private List<String> photos = List.of();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "demo",
      paramLabel = "DIR",
      description = "The folder for the page. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("demo");

  @Mixin private ModelOptions model;

  @Override
  public Integer call() {
    OutputPath.requireFolder(output);
    boolean rendered = photos.isEmpty();
    DemoSubject subject = rendered ? new DemoScenes().subject() : DemoPhotos.subject(photos);
    String name = model.modelOr(rendered ? BUILT_IN : ModelOptions.DEFAULT_MODEL);
    DemoStudy study = new DemoStudy(left -> err().println("dino4j: left out: " + left));
    DemoNumbers numbers;
    ModelCard described;
    try (FeatureExtractor extractor =
        model.openOr(name, ExtractorOptions::standardTransform, this)) {
      extractor.requirePhotos();
      described = describe(name, extractor);
      numbers = look(study, subject.gallery(), extractor);
    }
    List<DemoImage> closeUps;
    List<DemoPair> pairs;
    try (FeatureExtractor extractor = model.openOr(name, ExtractorOptions::wholeTransform, this)) {
      closeUps = study.lookClosely(subject.closeUps(), extractor);
      pairs =
          study.pairs(
              subject.pairs().isEmpty() ? study.mostAlike(PAIRS) : subject.pairs(), extractor);
    }
    Path page =
        DemoPage.write(
            output, new DemoContent(described, closeUps, pairs, study.gallery(), numbers, NEXT));
    out().println("the page: " + page.toAbsolutePath());
    return study.leftOut() == 0 ? ExitCode.DONE : ExitCode.PARTLY_DONE;
  }

  private DemoNumbers look(DemoStudy study, List<DemoPhoto> gallery, FeatureExtractor extractor) {
    try (Progress progress = progress()) {
      return study.look(
          gallery,
          extractor,
          done -> progress.show(new Progress.State(done, 0, gallery.size(), "pictures")));
    }
  }

  private static ModelCard describe(String name, FeatureExtractor extractor) {
    VisionTransformerConfig config = extractor.config();
    return new ModelCard(
        name,
        "vision transformer, %d blocks of %d heads, %d features, patches of %d pixels"
            .formatted(config.depth(), config.heads(), config.dim(), config.patchSize()),
        name.equals(BUILT_IN)
            ? "built in, trained by dino4j on rendered scenes and photos of clothes"
            : extractor.modelName());
  }

  private static io.github.dino4j.cli.demo.SuggestedCommand next(String purpose, String line) {
    return new io.github.dino4j.cli.demo.SuggestedCommand(purpose, line);
  }
}
