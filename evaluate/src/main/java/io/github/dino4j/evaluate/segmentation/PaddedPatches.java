package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.evaluate.features.ZeroPadding;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.model.Layers;
import java.util.List;
import java.util.stream.Stream;

/**
 * Patch features of pictures as they are, without the extractor's transform: normalised, then
 * padded with zeros on all sides to a multiple of the patch ({@code CenterPadding} of the
 * reference). As there, the patches then stand for the picture without its padding. Safe for use by
 * several threads.
 */
public final class PaddedPatches {
  private final FeatureExtractor extractor;
  private final int patch;

  /**
   * @param extractor stays the caller's
   * @throws io.github.dino4j.DinoException if its model takes no photos
   */
  public PaddedPatches(FeatureExtractor extractor) {
    extractor.requirePhotos();
    this.extractor = extractor;
    this.patch = extractor.config().patchSize();
  }

  /** The patch features of all layers side by side, of each picture in order. */
  public List<PatchFeatures> of(List<RgbImage> pictures, Layers layers) {
    List<PreparedImage> prepared = pictures.stream().map(this::prepare).toList();
    return features(prepared, layers);
  }

  /** The same for pictures that are normalised already, {@code [3, height, width]} of one size. */
  public List<PatchFeatures> ofNormalized(List<float[]> pictures, int side, Layers layers) {
    Stream<PreparedImage> prepared =
        pictures.stream().map(pixels -> padded(pixels, new Size(side, side)));
    return features(prepared.toList(), layers);
  }

  private List<PatchFeatures> features(List<PreparedImage> prepared, Layers layers) {
    return extractor.layers(prepared, layers).stream().map(PatchFeatures::concatenate).toList();
  }

  private PreparedImage prepare(RgbImage picture) {
    return padded(extractor.normalize(picture), Size.of(picture));
  }

  private PreparedImage padded(float[] pixels, Size size) {
    return ZeroPadding.prepare(pixels, size, size, patch);
  }
}
