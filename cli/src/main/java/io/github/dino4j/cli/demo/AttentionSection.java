package io.github.dino4j.cli.demo;

import io.github.dino4j.evaluate.report.PageFolder;
import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.patch.AttentionMass;
import io.github.dino4j.features.picture.AttentionDrawing;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** Where the CLS token of the last block looks, head by head. */
final class AttentionSection {
  private static final PictureStyle STYLE = PictureStyle.byDefault().withSide(320);
  private static final int IMAGES = 2;

  private AttentionSection() {}

  static Section of(List<DemoImage> images, PageFolder folder) {
    StringBuilder sheets = new StringBuilder();
    images.stream()
        .filter(image -> image.attention() != null)
        .limit(IMAGES)
        .forEach(image -> sheets.append(sheet(image, folder)));
    return new Section(
        "attention",
        "Where it looks",
        """
        <p>To sum a picture up, the model weighs its patches, in several ways at once: its
        <em>attention heads</em>. Bright patches weigh most in the last block. Each map is
        stretched from its own weakest to its own strongest patches, so mind the number below it: how
        many times the average the strongest patch weighs. <em>60 %% of the mean</em> keeps only the
        strongest patches that together hold 60 %% of the attention.</p>
        %s
        %s\
        """
            .formatted(HeatLegend.html("weakest", "strongest"), sheets));
  }

  private static String sheet(DemoImage image, PageFolder folder) {
    AttentionMaps maps = image.attention();
    if (maps == null) {
      return "";
    }
    boolean[] mask = AttentionMass.mask(maps.mean(), AttentionMass.DINO);
    String title = image.title();
    StringBuilder tiles = new StringBuilder();
    BufferedImage photo = Photos.scaled(image.view().photo(), STYLE.side());
    tiles.append(tile(folder.photo(photo, "attention", "Photo: " + title), title));
    tiles.append(heatTile(image, maps.mean(), "mean of the heads", folder));
    BufferedImage mass = AttentionDrawing.mass(image.view(), mask, STYLE);
    String massAlt = "The patches of " + title + " that hold 60 % of the mean attention";
    tiles.append(tile(folder.photo(mass, "attention", massAlt), "60 % of the mean"));
    for (int head = 0; head < maps.heads(); head++) {
      tiles.append(heatTile(image, maps.head(head), "head " + (head + 1), folder));
    }
    return "<div class=\"tiles\">\n" + tiles + "</div>\n";
  }

  private static String heatTile(DemoImage image, float[] map, String name, PageFolder folder) {
    String picture =
        folder.photo(
            AttentionDrawing.heat(image.view(), map, STYLE),
            "attention",
            "Attention, " + name + ", over " + image.title());
    return tile(picture, name + ", up to " + times(peak(map)));
  }

  /** Near-even attention needs the second digit. */
  private static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 2 ? "%.2f\u00d7" : "%.1f\u00d7", ratio);
  }

  /** The strongest patch over the average one. */
  private static double peak(float[] map) {
    double sum = 0;
    float most = 0;
    for (float value : map) {
      sum += value;
      most = Math.max(most, value);
    }
    return sum > 0 ? most * map.length / sum : 0;
  }

  private static String tile(String picture, String caption) {
    return "<figure>%s<figcaption>%s</figcaption></figure>\n"
        .formatted(picture, Html.escape(caption));
  }
}
