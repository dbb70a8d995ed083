package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.HorizontalFlip;
import io.github.dino4j.image.resample.Resampling;
import io.github.dino4j.model.Layers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * From photos of any size to masks of the same size. Safe for use by several threads; the extractor
 * stays the caller's.
 */
public final class Segmenter {
  private static final int BATCH = 8;

  private final FeatureExtractor extractor;
  private final PaddedPatches patches;
  private final PatchClassifier classifier;
  private final InferenceOptions options;

  /**
   * Takes as many of the last layers as the classifier has features for.
   *
   * @param classifier a {@link SegmentationHead} or {@link InContextSegmentation}
   * @throws DinoException if the classifier's features are not those of this model
   */
  public Segmenter(
      FeatureExtractor extractor, PatchClassifier classifier, InferenceOptions options) {
    this.extractor = extractor;
    this.classifier = classifier;
    this.options = options;
    this.patches = new PaddedPatches(extractor);
    int dim = extractor.config().dim();
    int layers = classifier.dim() / dim;
    if (classifier.dim() % dim != 0 || layers < 1 || layers > extractor.config().depth()) {
      throw new DinoException(
          "the head takes %d features a patch, and a layer of %s gives %d: it was trained on another model"
              .formatted(classifier.dim(), extractor.modelName(), dim));
    }
  }

  /** The layers whose patch features the classifier sees. */
  public Layers layers() {
    return Layers.last(classifier.dim() / extractor.config().dim(), extractor.config().depth());
  }

  /** The class of every pixel. */
  public LabelMap segment(RgbImage photo) {
    List<WindowedLogits> passes = new ArrayList<>();
    for (double ratio : options.ratios()) {
      RgbImage resized = Resampling.BILINEAR.resize(photo, options.resized(Size.of(photo), ratio));
      passes.add(logits(resized, false));
      if (options.flip()) {
        passes.add(logits(HorizontalFlip.flip(resized), true));
      }
    }
    return PixelLabels.of(passes, Size.of(photo));
  }

  /**
   * The mask of a photo whose features are known, all of it seen at once: the way for heads that
   * were trained on cached features, whose transform the photo should have gone through too.
   *
   * @param photo an entry a layer, the patches covering it whole
   * @param size of the mask that is wanted
   */
  public static LabelMap segment(List<Features> photo, PatchClassifier classifier, Size size) {
    PatchFeatures map = PatchFeatures.concatenate(photo);
    return PixelLabels.of(List.of(WindowedLogits.whole(classifier.logits(map), size)), size);
  }

  private WindowedLogits logits(RgbImage picture, boolean mirrored) {
    List<Box> boxes = options.view().windows(Size.of(picture));
    List<WindowedLogits.Window> windows = new ArrayList<>();
    for (int start = 0; start < boxes.size(); start += BATCH) {
      List<Box> batch = boxes.subList(start, Math.min(boxes.size(), start + BATCH));
      List<RgbImage> crops = batch.stream().map(picture::crop).toList();
      List<PatchFeatures> features = patches.of(crops, layers());
      for (int i = 0; i < batch.size(); i++) {
        windows.add(WindowedLogits.Window.of(batch.get(i), classifier.logits(features.get(i))));
      }
    }
    return new WindowedLogits(Size.of(picture), Collections.unmodifiableList(windows), mirrored);
  }
}
