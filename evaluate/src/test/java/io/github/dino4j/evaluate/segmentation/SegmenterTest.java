package io.github.dino4j.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.segmentation.InferenceOptions.Slide;
import io.github.dino4j.evaluate.segmentation.InferenceOptions.Whole;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.HorizontalFlip;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.Layers;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SegmenterTest {
  private static final FeatureExtractor DEMO =
      FeatureExtractor.load("demo", ExtractorOptions.standard().with(new EvalTransform.Native(14)));
  private static final SegmentationHead HEAD = sharp(SegmentationHead.initial(4, 192, 1));

  @AfterAll
  static void close() {
    DEMO.close();
  }

  /** Large weights, so that classes are far apart. */
  private static SegmentationHead sharp(SegmentationHead head) {
    float[] weight = head.weight().clone();
    for (int i = 0; i < weight.length; i++) {
      weight[i] *= 100;
    }
    return new SegmentationHead(weight, head.bias(), head.norm());
  }

  private static RgbImage photo(int width, int height) {
    SplittableRandom random = new SplittableRandom(4);
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      int block = i / 3 % width / 20 + 7 * (i / 3 / width / 20);
      pixels[i] = (byte) (block * 37 * (i % 3 + 1) + random.nextInt(20));
    }
    return new RgbImage(width, height, pixels);
  }

  private static InferenceOptions own(InferenceOptions.View view) {
    return new InferenceOptions(0, view, List.of(1.0), false);
  }

  private static double agreement(LabelMap a, LabelMap b) {
    int same = 0;
    for (int i = 0; i < a.labels().length; i++) {
      same += a.labels()[i] == b.labels()[i] ? 1 : 0;
    }
    return same / (double) a.labels().length;
  }

  @Test
  void aWholePhotoOfWholePatchesIsWhatItsFeaturesSay() {
    RgbImage photo = photo(84, 56);
    LabelMap found = new Segmenter(DEMO, HEAD, own(new Whole())).segment(photo);
    LabelMap expected = Segmenter.segment(List.of(DEMO.extract(photo)), HEAD, Size.of(photo));
    assertThat(found.labels()).isEqualTo(expected.labels());
  }

  @Test
  void oneWindowAsLargeAsThePhotoIsTheWholePhoto() {
    RgbImage photo = photo(93, 61);
    LabelMap whole = new Segmenter(DEMO, HEAD, own(new Whole())).segment(photo);
    LabelMap slid = new Segmenter(DEMO, HEAD, own(new Slide(100, 50))).segment(photo);
    assertThat(slid.labels()).isEqualTo(whole.labels());
    assertThat(slid.size()).isEqualTo(new Size(93, 61));
  }

  @Test
  void flippingAndScalesGiveAMaskOfThePhotosSize() {
    RgbImage photo = photo(70, 90);
    InferenceOptions options = new InferenceOptions(42, new Slide(42, 28), List.of(1.0, 1.5), true);
    LabelMap found = new Segmenter(DEMO, HEAD, options).segment(photo);
    assertThat(found.size()).isEqualTo(new Size(70, 90));
    // the mirror image has the mirrored mask, since both passes are made for each of them; float32
    // sums in another order decide a few pixels
    LabelMap mirrored = new Segmenter(DEMO, HEAD, options).segment(HorizontalFlip.flip(photo));
    assertThat(agreement(mirrored.flipped(), found)).isGreaterThan(0.98);
  }

  @Test
  void refusesAHeadOfAnotherModel() {
    SegmentationHead other = SegmentationHead.initial(4, 384 + 1, 1);
    assertThatThrownBy(() -> new Segmenter(DEMO, other, InferenceOptions.linear()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("the head takes 385 features a patch, and a layer of demo gives 192");
    assertThat(
            new Segmenter(
                    DEMO, SegmentationHead.initial(4, 4 * 192, 1), InferenceOptions.multiScale())
                .layers()
                .blocks())
        .isEqualTo(Layers.last(4, DEMO.config().depth()).blocks());
  }

  @Test
  void sizesAreRoundedAsMmcvRoundsThem() {
    assertThat(InferenceOptions.linear().resized(new Size(640, 480), 1))
        .isEqualTo(new Size(683, 512));
    assertThat(InferenceOptions.multiScale().resized(new Size(500, 375), 1.32))
        .isEqualTo(new Size(1125, 844)); // int(640 * 1.32) = 844
    assertThat(own(new Whole()).resized(new Size(93, 61), 1)).isEqualTo(new Size(93, 61));
  }
}
