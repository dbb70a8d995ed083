package io.github.dino4j.evaluate.depth.head;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.features.ZeroPadding;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.HorizontalFlip;
import io.github.dino4j.image.resample.Resampling;
import io.github.dino4j.model.Layers;
import java.util.List;

/**
 * The depth of whole images, in their own size ({@code DepthEncoderDecoder} of the reference): the
 * normalised image is padded to multiples of the patch, the head's map is clamped to its range and
 * brought to the image's size. As in the reference that map covers the padding too, so depth lies
 * up to half a patch off at the edges; heads are trained the same way.
 *
 * <p>Safe for use by several threads while the head is not trained. Extractor and head stay their
 * owner's.
 */
public final class DepthEstimator {
  private final FeatureExtractor extractor;
  private final DepthHead head;
  private final Layers layers;
  private final int shortSide;

  /**
   * @param shortSide images whose short side is longer are shown to the model at that length, for
   *     its cost grows with the square of the pixels; 480 is what NYU is tested at
   * @throws DinoException if the head is for another backbone's features, or the model takes other
   *     images than photos
   */
  public DepthEstimator(FeatureExtractor extractor, DepthHead head, int shortSide) {
    extractor.requirePhotos();
    if (head.config().dim() != extractor.config().dim()) {
      throw new DinoException(
          "the head is for %d features a token, %s has %d"
              .formatted(head.config().dim(), extractor.modelName(), extractor.config().dim()));
    }
    this.extractor = extractor;
    this.head = head;
    this.layers = DepthLayers.of(head.layers(), extractor.config().depth());
    this.shortSide = shortSide;
  }

  /** The depth of an image. */
  public DepthMap estimate(RgbImage image) {
    return head.predict(features(List.of(image)).getFirst(), Size.of(image));
  }

  /**
   * The mean of the depth of an image and of its mirror image, as NYU is tested; twice the work.
   */
  public DepthMap estimateMirrored(RgbImage image) {
    return estimate(image).mean(estimate(HorizontalFlip.flip(image)).mirrored());
  }

  /** What the head looks at: for each image one entry a layer. */
  public List<List<Features>> features(List<RgbImage> images) {
    return extractor.layers(images.stream().map(this::prepare).toList(), layers);
  }

  private PreparedImage prepare(RgbImage image) {
    RgbImage shown = reduced(image);
    return ZeroPadding.prepare(
        extractor.normalize(shown), Size.of(shown), Size.of(image), extractor.config().patchSize());
  }

  private RgbImage reduced(RgbImage image) {
    int side = Math.min(image.width(), image.height());
    if (side <= shortSide) {
      return image;
    }
    double scale = (double) shortSide / side;
    return Resampling.BICUBIC.resize(
        image,
        new Size(
            (int) Math.max(1, Math.round(scale * image.width())),
            (int) Math.max(1, Math.round(scale * image.height()))));
  }
}
