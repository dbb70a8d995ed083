package io.github.dino4j.evaluate.video;

import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.features.CachedFeatures;
import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.features.FeatureSource;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.features.ModelFeatures;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.video.VideoFile;
import java.util.List;
import java.util.SequencedMap;

/**
 * The vectors of clips in place of those of images, in the same order of tokens; a cache keeps
 * them. Inputs are in the words of {@link io.github.dino4j.data.collection.ImageSource#ofVideos}.
 * The picture of a clip is its middle frame.
 */
public record ClipSource(ClipFeatures clips, FeatureCache cache, FeatureCache.Listener listener)
    implements FeatureSource {
  @Override
  public ImageVectors vectors(List<String> inputs) {
    FeatureExtractor extractor = clips.extractor();
    FeatureChoice choice = ModelFeatures.choice(extractor.config());
    int batch = Math.max(1, EmbedOptions.USUAL_BATCH / clips.frames());
    EmbedJob job = new EmbedJob(extractor, clips, new EmbedOptions(choice, batch, true));
    try (CachedFeatures features = cache.open(job, inputs, clips.dim(), listener)) {
      return new ImageVectors(
          features.images().stream().map(ClipSource::pictured).toList(),
          features.rejected(),
          features.vectors(),
          choice.layersOf(extractor.config()).count(),
          clips.dim(),
          true);
    }
  }

  private static ImageRecord pictured(ImageRecord clip) {
    return new ImageRecord(
        clip.id(), clip.path(), clip.annotation(), () -> middleFrame(clip.path()));
  }

  private static byte[] middleFrame(String clip) {
    try (VideoFile video = VideoFile.open(PathText.path(clip))) {
      RgbImage middle = video.evenlySpaced(1).getFirst();
      return PictureFile.encode(Photos.toBufferedImage(middle), "png");
    }
  }

  /** The model, with the width that features of clips have. */
  @Override
  public Backbone backbone() {
    Backbone model = Backbone.of(clips.extractor());
    return new Backbone(model.name(), model.hash(), clips.dim());
  }

  @Override
  public SequencedMap<String, String> facts() {
    return new ModelFeatures(clips.extractor(), cache, listener).facts();
  }

  @Override
  public String unit() {
    return "clips";
  }
}
