package io.github.dino4j.cli.demo;

import io.github.dino4j.evaluate.report.PageFolder;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.picture.HeatColours;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Photos that answer the pointer: which patches are like the one under it? */
final class SimilaritySection {
  private static final int IMAGES = 4;
  private static final int DIMS = 96;
  private static final int SIDE = 448;

  private SimilaritySection() {}

  static Section of(List<DemoImage> candidates, PageFolder folder) {
    List<DemoImage> images = candidates.subList(0, Math.min(IMAGES, candidates.size()));
    PackedFeatures packed =
        PackedFeatures.of(images.stream().map(DemoImage::patches).toList(), DIMS);
    StringBuilder photos = new StringBuilder();
    for (int i = 0; i < images.size(); i++) {
      photos.append(photo(images.get(i), packed.images().get(i), folder));
    }
    return new Section(
        "similarity",
        "Point at something",
        """
        <p>Move over a photo, or tap, or focus it and use the arrow keys: every patch of every photo
        lights up by its likeness (cosine) to the one you chose. The darkest colour is the least
        alike patch of all, the brightest the most.</p>
        %s<div class="similarity" data-scales="%s" data-colours="%s">
        %s</div>
        <p class="readout" aria-live="polite"></p>
        <noscript><p>This part needs JavaScript; the rest of the page does not.</p></noscript>
        """
            .formatted(
                HeatLegend.html("least alike", "most alike"),
                Base64.getEncoder().encodeToString(littleEndian(packed.scales())),
                Base64.getEncoder().encodeToString(colours()),
                photos));
  }

  private static String photo(DemoImage image, byte[] features, PageFolder folder) {
    PatchGrid grid = image.view().grid();
    String title = Html.escape(image.title());
    return """
    <figure>
    <div class="probe" tabindex="0" role="application" data-title="%s" \
    aria-label="%s: choose a patch with the arrow keys" \
    data-rows="%d" data-columns="%d" data-features="%s">
    %s<canvas style="%s" aria-hidden="true"></canvas><i style="%s" aria-hidden="true"></i>
    </div>
    <figcaption>%s</figcaption>
    </figure>
    """
        .formatted(
            title,
            title,
            grid.rows(),
            grid.columns(),
            Base64.getEncoder().encodeToString(features),
            folder.photo(
                Photos.scaled(image.view().photo(), SIDE), "probe", "Photo: " + image.title()),
            place(grid, 1, 1),
            place(grid, grid.rows(), grid.columns()),
            title);
  }

  /** Style of what covers the part of the photo that the model saw, or one patch of it. */
  private static String place(PatchGrid grid, int rows, int columns) {
    PatchGrid.Area area = grid.covered();
    return String.format(
        Locale.ROOT,
        "left:%.3f%%;top:%.3f%%;width:%.3f%%;height:%.3f%%",
        100 * area.left() / grid.photoWidth(),
        100 * area.top() / grid.photoHeight(),
        100 * area.width() / grid.photoWidth() / columns,
        100 * area.height() / grid.photoHeight() / rows);
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static byte[] colours() {
    byte[] colours = new byte[256 * 3];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (byte) (HeatColours.rgb(i / 3 / 255.0) >> (16 - 8 * (i % 3)));
    }
    return colours;
  }
}
