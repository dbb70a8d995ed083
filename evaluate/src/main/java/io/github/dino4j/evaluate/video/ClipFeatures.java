package io.github.dino4j.evaluate.video;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFormat;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.features.embed.RecordFeatures;
import io.github.dino4j.model.Layers;
import io.github.dino4j.video.VideoFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * From clips to features of evenly spaced frames under a frozen backbone. A clip comes out in the
 * shape of an image, with a grid of one patch that holds the mean of the patches, so that every
 * protocol for images takes clips too. Safe for use by several threads.
 *
 * @param extractor stays the caller's
 * @param frames a clip, 8 in the paper
 * @param pooling of frames
 */
public record ClipFeatures(FeatureExtractor extractor, int frames, FramePooling pooling)
    implements RecordFeatures {
  public ClipFeatures {
    if (frames < 1) {
      throw new IllegalArgumentException("%d frames of a clip".formatted(frames));
    }
  }

  /** Numbers of a clip where an image has the model's width. */
  public int dim() {
    int width = extractor.config().dim();
    return pooling == FramePooling.CONCATENATED ? frames * width : width;
  }

  @Override
  public ImageSource source(List<String> inputs) {
    return ImageSource.ofVideos(inputs);
  }

  @Override
  public int imagesPerRecord() {
    return frames;
  }

  @Override
  public List<PreparedImage> prepare(ImageRecord clip) {
    Path path = PathText.path(clip.path());
    if (!Files.exists(path)) {
      clip.read(); // fails with what is wrong with the record, such as a row without a path
    }
    return prepare(path);
  }

  /**
   * The frames of a video file, or of a folder of frames, made ready for the model.
   *
   * @throws DinoException with file and reason, if the clip cannot be read; a loader makes a reject
   *     of it
   */
  public List<PreparedImage> prepare(Path clip) {
    try (VideoFile video = VideoFile.open(clip)) {
      return video.evenlySpaced(frames).stream().map(extractor::prepare).toList();
    }
  }

  @Override
  public List<SequencedMap<String, FeatureArray>> arrays(
      List<List<PreparedImage>> clips, FeatureChoice choice, FeatureFormat format) {
    Layers layers = choice.layersOf(extractor.config());
    return clips.stream().map(clip -> choice.arrays(of(clip, layers), format)).toList();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("frames", "%d, %s".formatted(frames, pooling.word()));
  }

  /**
   * Features of a clip.
   *
   * @param clip its frames, as {@link #prepare} gives them
   * @param layers after which blocks
   * @return one entry a layer, ascending: the CLS token {@code [dim]} and the mean patch {@code [1,
   *     1, dim]}, with {@link #dim()} numbers
   */
  public List<Features> of(List<PreparedImage> clip, Layers layers) {
    List<List<Features>> ofFrames = extractor.layers(clip, layers);
    List<Features> pooled = new ArrayList<>();
    for (int i = 0; i < layers.count(); i++) {
      int layer = i;
      float[] mean = pool(ofFrames, frame -> frame.get(layer).patches().mean());
      pooled.add(
          new Features(
              pool(ofFrames, frame -> frame.get(layer).cls()),
              new PatchFeatures(1, 1, mean.length, mean)));
    }
    return pooled;
  }

  private float[] pool(List<List<Features>> clip, Function<List<Features>, float[]> vector) {
    List<float[]> vectors = clip.stream().map(vector).toList();
    return switch (pooling) {
      case AVERAGED -> average(vectors);
      case CONCATENATED -> Features.sideBySide(vectors);
    };
  }

  private static float[] average(List<float[]> vectors) {
    float[] average = new float[vectors.getFirst().length];
    for (int i = 0; i < average.length; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      average[i] = (float) (sum / vectors.size());
    }
    return average;
  }
}
