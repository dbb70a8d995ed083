package io.github.dino4j.evaluate.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.model.Layers;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipSourceTest {
  private static FeatureExtractor extractor;

  @TempDir Path folder;

  private final Counting counting = new Counting();

  /** Counts runs and clips; stops a run like a kill where it is told to. */
  private static final class Counting implements FeatureCache.Listener {
    private int begun;
    private int batches;
    private long before;
    private int stopAfter = Integer.MAX_VALUE;

    @Override
    public void begins(Path file, EmbedJob.Size size) {
      begun++;
    }

    @Override
    public void progress(EmbedJob.Progress progress) {
      batches++;
      before = progress.before();
      if (batches == stopAfter) {
        throw new IllegalStateException("stopped");
      }
    }
  }

  @BeforeAll
  static void load() {
    extractor = FeatureExtractor.load("demo");
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  @BeforeEach
  void clips() {
    TinyClips.video(folder.resolve("clips/a.y4m"), Color.RED, Color.GREEN, Color.BLUE);
    TinyClips.folder(folder.resolve("clips/b"), Color.WHITE, Color.BLACK);
    TinyClips.broken(folder.resolve("clips/c.avi"));
  }

  private ImageVectors vectors(int frames, FramePooling pooling) {
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    ClipFeatures clips = new ClipFeatures(extractor, frames, pooling);
    return new ClipSource(clips, cache, counting)
        .vectors(List.of(folder.resolve("clips").toString()));
  }

  @Test
  void vectorsAreThoseOfTheClipsThatCanBeRead() {
    ImageVectors vectors = vectors(2, FramePooling.CONCATENATED);

    assertThat(vectors.images()).extracting(ImageRecord::id).containsExactly("a.y4m", "b");
    assertThat(vectors.rejected()).extracting(ImageRecord::id).containsExactly("c.avi");
    assertThat(vectors.dim()).isEqualTo(2 * extractor.config().dim());
    ClipFeatures clips = new ClipFeatures(extractor, 2, FramePooling.CONCATENATED);
    Layers last = Layers.last(1, extractor.config().depth());
    Path a = folder.resolve("clips/a.y4m");
    assertThat(vectors.rows(new int[] {0}).cls())
        .isEqualTo(clips.of(clips.prepare(a), last).getFirst().cls());
  }

  @Test
  void everyChoiceOfFramesIsKeptApart() {
    float[] first = vectors(2, FramePooling.AVERAGED).values();

    assertThat(vectors(3, FramePooling.AVERAGED).values()).isNotEqualTo(first);
    assertThat(vectors(2, FramePooling.CONCATENATED).values()).hasSize(2 * first.length);
    assertThat(vectors(2, FramePooling.AVERAGED).values()).isEqualTo(first);
    assertThat(counting.begun).isEqualTo(3);
  }

  @Test
  void aChangedFrameIsComputedAnew() throws IOException {
    float[] first = vectors(2, FramePooling.AVERAGED).values();
    Path frame = folder.resolve("clips/b/1.png");
    TinyClips.frame(frame, Color.ORANGE);
    Files.setLastModifiedTime(frame, FileTime.fromMillis(System.currentTimeMillis() + 5_000));

    assertThat(vectors(2, FramePooling.AVERAGED).values()).isNotEqualTo(first);
  }

  @Test
  void aStoppedRunGoesOn() {
    counting.stopAfter = 1;
    // Sixteen frames fill a batch.
    assertThatThrownBy(() -> vectors(16, FramePooling.AVERAGED)).hasMessage("stopped");
    assertThat(vectors(16, FramePooling.AVERAGED).size()).isEqualTo(2);
    assertThat(counting.before).isEqualTo(1);
    assertThat(counting.batches).isEqualTo(3);
  }

  @Test
  void thePictureOfAClipIsItsMiddleFrame() {
    ImageRecord clip = vectors(2, FramePooling.AVERAGED).images().getFirst();

    RgbImage picture = new ImageDecoder().decode(clip.read());
    assertThat(picture.pixels()[1] & 0xff).isGreaterThan(250);
    assertThat(picture.pixels()[0] & 0xff).isLessThan(5); // YUV rounds
  }
}
