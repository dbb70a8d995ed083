package io.github.dino4j.evaluate.application;

import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.head.DepthHead;
import io.github.dino4j.evaluate.depth.head.DepthLayers;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.HorizontalFlip;
import java.util.List;

/**
 * The depth of whole photos in the transform that cached features went through.
 *
 * @param mirrored whether the mirror image is looked at too and both are averaged
 */
public record DepthInference(FeatureExtractor extractor, DepthHead head, boolean mirrored) {
  /** The depth of every pixel. */
  public DepthMap estimate(RgbImage photo) {
    DepthMap depth = once(photo);
    return mirrored ? depth.mean(once(HorizontalFlip.flip(photo)).mirrored()) : depth;
  }

  private DepthMap once(RgbImage photo) {
    List<Features> features =
        extractor
            .layers(
                List.of(extractor.prepare(photo)),
                DepthLayers.of(head.layers(), extractor.config().depth()))
            .getFirst();
    return head.predict(features, Size.of(photo));
  }
}
