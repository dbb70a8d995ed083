package io.github.dino4j.evaluate.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.model.Layers;
import java.awt.Color;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipFeaturesTest {
  private static final int DIM = 192; // of the demo model
  private static final int LAYERS = 2;

  /** Frames that go through the model together are summed in another order than one alone. */
  private static final float SUMMATION = 1e-4f;

  private static FeatureExtractor extractor;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    extractor = FeatureExtractor.load("demo");
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  private List<Features> features(Path clip, int frames, FramePooling pooling) {
    ClipFeatures clips = new ClipFeatures(extractor, frames, pooling);
    return clips.of(clips.prepare(clip), Layers.last(LAYERS, extractor.config().depth()));
  }

  private Path clip(String name, Color... frames) {
    return TinyClips.video(folder.resolve(name + ".y4m"), frames);
  }

  private static float[] part(float[] values, int number) {
    return Arrays.copyOfRange(values, number * DIM, (number + 1) * DIM);
  }

  /** Of six frames the middles of three parts are numbers 1, 3 and 5. */
  @Test
  void framesStandSideBySideInTheirOrder() {
    Color other = Color.GREEN;
    Path clip = clip("all", other, Color.RED, other, Color.BLUE, other, Color.WHITE);
    List<Features> joined = features(clip, 3, FramePooling.CONCATENATED);
    List<Color> chosen = List.of(Color.RED, Color.BLUE, Color.WHITE);
    assertThat(joined).hasSize(LAYERS);
    for (int frame = 0; frame < 3; frame++) {
      Path single = clip("single" + frame, chosen.get(frame));
      List<Features> expected = features(single, 1, FramePooling.AVERAGED);
      for (int layer = 0; layer < LAYERS; layer++) {
        Features of = joined.get(layer);
        assertThat(of.cls()).hasSize(3 * DIM);
        assertThat(part(of.cls(), frame))
            .containsExactly(expected.get(layer).cls(), within(SUMMATION));
        assertThat(part(of.patches().values(), frame))
            .containsExactly(expected.get(layer).patches().mean(), within(SUMMATION));
      }
    }
  }

  @Test
  void averagesAreThoseOfTheFrames() {
    Path clip = clip("clip", Color.RED, Color.BLUE, Color.WHITE, Color.DARK_GRAY);
    List<Features> joined = features(clip, 4, FramePooling.CONCATENATED);
    List<Features> averaged = features(clip, 4, FramePooling.AVERAGED);
    for (int layer = 0; layer < LAYERS; layer++) {
      Features of = averaged.get(layer);
      assertThat(of.cls()).containsExactly(mean(joined.get(layer).cls()), within(1e-6f));
      assertThat(of.patches().values())
          .as("rounded to float once more")
          .containsExactly(mean(joined.get(layer).patches().values()), within(1e-6f));
    }
  }

  private static float[] mean(float[] sideBySide) {
    float[] mean = new float[DIM];
    for (int i = 0; i < sideBySide.length; i++) {
      mean[i % DIM] += sideBySide[i] / (sideBySide.length / DIM);
    }
    return mean;
  }

  @Test
  void aFolderOfFramesIsAClip() {
    Path frames = TinyClips.folder(folder.resolve("frames"), Color.WHITE, Color.BLACK);
    Path video = clip("video", Color.WHITE, Color.BLACK); // both survive YUV without rounding

    assertThat(features(frames, 2, FramePooling.CONCATENATED).getLast().cls())
        .isEqualTo(features(video, 2, FramePooling.CONCATENATED).getLast().cls());
  }

  @Test
  void whatIsWrongWithAClipIsTold() {
    ClipFeatures clips = new ClipFeatures(extractor, 2, FramePooling.AVERAGED);
    Path broken = TinyClips.broken(folder.resolve("broken.mp4"));
    assertThatThrownBy(() -> clips.prepare(broken))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith(broken + ": no video");
    ImageRecord row = ImageRecord.problem("3", "clips.csv row 3", "the row has no path");
    assertThatThrownBy(() -> clips.prepare(row))
        .isInstanceOf(DinoException.class)
        .hasMessage("the row has no path");
  }
}
