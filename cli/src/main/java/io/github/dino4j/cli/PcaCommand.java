package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.OutputPath;
import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PcaOptions;
import io.github.dino4j.features.patch.PcaPicture;
import io.github.dino4j.features.picture.PcaDrawing;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.picture.PictureFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j pca}: patch features as colours, alike over all photos. */
@Command(
    name = "pca",
    mixinStandardHelpOptions = true,
    description = {
      "Draw the patch features of photos as colours: their first three principal components over all",
      "photos together, after a first component has told objects from background."
    })
@SuppressWarnings("NullAway.Init")
final class PcaCommand extends DinoCommand {
  /** Colours have one meaning only over photos that are held together. */
  private static final int MOST = 500;

  @Parameters(arity = "1..*", paramLabel = "INPUT", description = "Photos, folders, lists.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder for the pictures, two for each photo.")
  private Path output;

  @Option(
      names = "--whole",
      description = "Colour every patch, without telling objects from background.")
  private boolean whole;

  @Mixin private ModelOptions model;
  @Mixin private WholePhoto photo;

  /** A photo whose features are held and whose pixels are not. */
  private record Seen(ImageRecord record, PatchFeatures patches) {}

  private int rejected;

  @Override
  public Integer call() {
    OutputPath.requireFolder(output);
    List<Seen> seen = new ArrayList<>();
    ImageSource source = ImageSource.of(inputs);
    try (FeatureExtractor extractor = model.open(photo::transform, this);
        RecordStream records = source.open();
        Progress progress = progress()) {
      extractor.requirePhotos();
      while (records.hasNext()) {
        see(records.next(), extractor, seen);
        progress.show(new Progress.State(seen.size() + rejected, 0, -1, "photos"));
      }
    }
    if (seen.isEmpty()) {
      throw new DinoException("no image in " + String.join(", ", inputs) + " could be read");
    }
    draw(seen);
    out().printf("%s: pictures of %s, coloured together%n", output, Count.of(seen.size(), "photo"));
    return rejected == 0 ? ExitCode.DONE : ExitCode.PARTLY_DONE;
  }

  private void see(ImageRecord record, FeatureExtractor extractor, List<Seen> seen) {
    if (seen.size() == MOST) {
      throw new DinoException("pca holds all photos together and takes %d at most".formatted(MOST));
    }
    try {
      RgbImage pixels = new ImageDecoder().decode(record.read());
      seen.add(new Seen(record, extractor.extract(pixels).patches()));
    } catch (DinoException e) {
      rejected++;
      err().printf("dino4j: %s was left out: %s%n", record.path(), e.getMessage());
    }
  }

  private void draw(List<Seen> seen) {
    PcaOptions options = whole ? PcaOptions.wholeImage() : PcaOptions.byDefault();
    List<PcaPicture> pictures = PcaPicture.of(seen.stream().map(Seen::patches).toList(), options);
    FileNames names = new FileNames();
    PictureStyle style = PictureStyle.byDefault();
    for (int i = 0; i < seen.size(); i++) {
      RgbImage pixels = new ImageDecoder().decode(seen.get(i).record.read());
      PatchGrid grid = PatchGrid.whole(pixels.width(), pixels.height(), seen.get(i).patches);
      View view = new View(pixels, grid);
      String name = names.of(seen.get(i).record.path());
      PictureFile.write(
          PcaDrawing.draw(view, pictures.get(i), style),
          PathText.resolve(output, name + "-pca.png"));
      PictureFile.write(
          PcaDrawing.beside(view, pictures.get(i), style),
          PathText.resolve(output, name + "-beside.png"));
    }
  }

  /**
   * Names for files made from photos: the photo's own without its ending, numbered where two share
   * it.
   */
  static final class FileNames {
    private final Map<String, Integer> taken = new HashMap<>();

    String of(String path) {
      String base = path.substring(path.lastIndexOf('/') + 1);
      int dot = base.lastIndexOf('.');
      String stem = dot > 0 ? base.substring(0, dot) : base;
      int count = taken.merge(stem, 1, Integer::sum);
      return count == 1 ? stem : stem + "-" + count;
    }
  }
}
