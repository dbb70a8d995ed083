package io.github.dino4j.pretrain.report;

import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.pretrain.probe.PcaStrip;
import io.github.dino4j.report.Section;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/** The patches of a few images over time, below the photos; written into the page itself. */
final class PictureSection {
  private static final int MOST = 8;

  private record Strip(long iteration, Path file) {}

  private PictureSection() {}

  /** Empty without pictures. */
  static Optional<Section> of(Path run, List<Long> iterations) {
    List<Strip> strips = new ArrayList<>();
    for (long iteration : iterations) {
      Path file = PcaStrip.file(run, iteration);
      if (Files.isReadable(file)) {
        strips.add(new Strip(iteration, file));
      }
    }
    StringBuilder rows = new StringBuilder();
    for (Strip strip : thinned(strips)) {
      picture(strip.file())
          .ifPresent(picture -> rows.append(rows(rows.isEmpty(), picture, strip.iteration())));
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(section(rows));
  }

  private static Section section(StringBuilder rows) {
    return new Section(
        "pictures",
        "What it sees",
        """
        <p>The same images over time. The three directions in which the features of their patches
        differ most become red, green and blue: patches that the teacher finds alike have the same
        colour within a row. From row to row colours may change places; look for shapes that begin
        to stand out.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Images and their patches over time">
        <div class="strips">
        %s</div>
        </div>
        """
            .formatted(rows));
  }

  /** First, last and some between, evenly. */
  private static List<Strip> thinned(List<Strip> strips) {
    if (strips.size() <= MOST) {
      return strips;
    }
    List<Strip> thinned = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      thinned.add(strips.get(Math.round(i * (strips.size() - 1) / (MOST - 1f))));
    }
    return thinned;
  }

  /** A damaged picture is worth no report. */
  private static Optional<BufferedImage> picture(Path file) {
    try {
      return Optional.ofNullable(ImageIO.read(file.toFile()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static String rows(boolean first, BufferedImage strip, long iteration) {
    String steps = String.format(Locale.ROOT, "%,d", iteration);
    String colours = row("step " + steps, PcaStrip.colours(strip), "Patches at step " + steps);
    return first ? row("photos", PcaStrip.photos(strip), "The photos") + colours : colours;
  }

  private static String row(String title, BufferedImage picture, String alt) {
    return """
    <figure><figcaption>%s</figcaption>%s</figure>
    """
        .formatted(title, PictureFile.tag(picture, alt));
  }
}
