package io.github.dino4j.evaluate.application;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.segmentation.InferenceOptions;
import io.github.dino4j.evaluate.segmentation.PatchClassifier;
import io.github.dino4j.evaluate.segmentation.Segmenter;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.model.Layers;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How photos become masks: whole photos in the transform that cached features went through, or in
 * the windows and scales of the reference's configurations.
 */
public record SegmentationInference(PatchClassifier classifier, Function<RgbImage, LabelMap> way) {
  private enum Way {
    WHOLE,
    SLIDE,
    MULTI_SCALE
  }

  private static final Map<String, Way> WAYS =
      Map.of("whole", Way.WHOLE, "slide", Way.SLIDE, "ms", Way.MULTI_SCALE);

  /**
   * @param way {@code whole}, {@code slide} or {@code ms}
   * @throws io.github.dino4j.DinoException if it is none of them
   */
  public static SegmentationInference of(
      FeatureExtractor extractor, PatchClassifier classifier, String way) {
    return new SegmentationInference(
        classifier,
        switch (find(way)) {
          case WHOLE -> photo -> whole(extractor, classifier, photo);
          case SLIDE -> new Segmenter(extractor, classifier, InferenceOptions.linear())::segment;
          case MULTI_SCALE ->
              new Segmenter(extractor, classifier, InferenceOptions.multiScale())::segment;
        });
  }

  private static Way find(String name) {
    Way way = WAYS.get(name);
    if (way == null) {
      throw new DinoException("inference=%s: it is one of ms, slide, whole".formatted(name));
    }
    return way;
  }

  private static LabelMap whole(
      FeatureExtractor extractor, PatchClassifier classifier, RgbImage photo) {
    int depth = extractor.config().depth();
    Layers layers = Layers.last(classifier.dim() / extractor.config().dim(), depth);
    List<Features> features =
        extractor.layers(List.of(extractor.prepare(photo)), layers).getFirst();
    return Segmenter.segment(features, classifier, Size.of(photo));
  }

  /** The class of every pixel. */
  public LabelMap segment(RgbImage photo) {
    return way.apply(photo);
  }
}
