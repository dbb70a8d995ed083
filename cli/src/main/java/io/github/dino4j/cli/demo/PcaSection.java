package io.github.dino4j.cli.demo;

import io.github.dino4j.evaluate.report.PageFolder;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PcaOptions;
import io.github.dino4j.features.patch.PcaPicture;
import io.github.dino4j.features.picture.PcaDrawing;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.util.List;

/** Colours of the patches of all close-up images together. */
final class PcaSection {
  private static final PictureStyle STYLE = PictureStyle.byDefault().withSide(448);

  private PcaSection() {}

  static Section of(List<DemoImage> images, PageFolder folder) {
    List<PatchFeatures> patches = images.stream().map(DemoImage::patches).toList();
    List<PcaPicture> whole = PcaPicture.of(patches, PcaOptions.wholeImage());
    List<PcaPicture> foreground = PcaPicture.of(patches, PcaOptions.ofEach());
    StringBuilder figures = new StringBuilder();
    for (int i = 0; i < images.size(); i++) {
      figures.append(figure(images.get(i), whole.get(i), foreground.get(i), folder));
    }
    return new Section(
        "pca",
        "Colours of likeness",
        """
        <p>Each small square of a picture (a <em>patch</em>) becomes a long list of numbers, its
        features. Here the three directions in which these numbers vary most become red, green and
        blue: <strong>patches that the model finds alike have the same colour</strong>, also from
        one picture to the next, for all were coloured together.</p>
        <p>Beside each photo: first all patches; then the step of the paper's figure: the
        direction in which a picture varies most of all is taken to tell its main object from the
        surroundings, these turn black, and only what is left is coloured anew.</p>
        <div class="gallery">
        %s</div>
        """
            .formatted(figures));
  }

  private static String figure(
      DemoImage image, PcaPicture whole, PcaPicture foreground, PageFolder folder) {
    String title = image.title();
    var photo = Photos.scaled(image.view().photo(), STYLE.side());
    return """
    <figure class="triple">
    <div>%s%s%s</div>
    <figcaption>%s</figcaption>
    </figure>
    """
        .formatted(
            folder.photo(photo, "photo", "Photo: " + title),
            folder.drawing(
                PcaDrawing.draw(image.view(), whole, STYLE),
                "pca",
                "All patches of " + title + " coloured by their first three components"),
            folder.drawing(
                PcaDrawing.draw(image.view(), foreground, STYLE),
                "pca-foreground",
                "Foreground patches of " + title + " in colour, background black"),
            Html.escape(title));
  }
}
