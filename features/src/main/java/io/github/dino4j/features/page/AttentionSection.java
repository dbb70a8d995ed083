package io.github.dino4j.features.page;

import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.picture.AttentionDrawing;
import io.github.dino4j.features.picture.AttentionMass;
import io.github.dino4j.features.picture.Photos;
import io.github.dino4j.features.picture.PictureStyle;
import java.awt.image.BufferedImage;
import java.util.List;

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
        <em>attention heads</em>. Bright patches weigh most in the last block; each map is stretched
        to its own strongest patches. <em>60 %% of the mean</em> keeps only the patches that
        together hold 60 %% of the attention.</p>
        %s
        %s\
        """
            .formatted(HeatLegend.html("no attention", "the strongest patches"), sheets));
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
    tiles.append(tile(heat(image, maps.mean(), "Mean attention", folder), "mean of the heads"));
    BufferedImage mass = AttentionDrawing.mass(image.view(), mask, STYLE);
    String massAlt = "The patches of " + title + " that hold 60 % of the mean attention";
    tiles.append(tile(folder.photo(mass, "attention", massAlt), "60 % of the mean"));
    for (int head = 0; head < maps.heads(); head++) {
      String name = "head " + (head + 1);
      tiles.append(tile(heat(image, maps.head(head), "Attention of " + name, folder), name));
    }
    return "<div class=\"tiles\">\n" + tiles + "</div>\n";
  }

  private static String heat(DemoImage image, float[] map, String what, PageFolder folder) {
    return folder.photo(
        AttentionDrawing.heat(image.view(), map, STYLE),
        "attention",
        what + " over " + image.title());
  }

  private static String tile(String picture, String caption) {
    return "<figure>%s<figcaption>%s</figcaption></figure>\n"
        .formatted(picture, Html.escape(caption));
  }
}
