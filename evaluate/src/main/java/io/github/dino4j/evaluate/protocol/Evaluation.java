package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.features.FeatureSource;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.features.ModelFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.video.ClipFeatures;
import io.github.dino4j.evaluate.video.ClipSource;
import io.github.dino4j.evaluate.video.FramePooling;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * What every protocol works with: features, and who is told how it goes.
 *
 * @param source of the features
 * @param listener is told, on the thread that runs the protocol
 */
public record Evaluation(FeatureSource source, Listener listener) {
  /** Who is told how an evaluation goes. */
  public interface Listener {
    /** A line that stays. */
    void say(String line);

    /** How far a long part is: {@code done} of {@code total} (-1 if unknown) of a unit. */
    void progress(long done, long before, long total, String unit);
  }

  /** With features that a model computes; the extractor stays its owner's. */
  public static Evaluation of(FeatureExtractor extractor, FeatureCache cache, Listener listener) {
    return new Evaluation(new ModelFeatures(extractor, cache, told(listener, "images")), listener);
  }

  /**
   * The same for clips in place of images.
   *
   * @param pooling of the frames of a clip
   * @throws DinoException if there are only ready features
   */
  Evaluation ofClips(int frames, FramePooling pooling) {
    ModelFeatures model = model();
    ClipFeatures clips = new ClipFeatures(model.extractor(), frames, pooling);
    return new Evaluation(new ClipSource(clips, model.cache(), told(listener, "clips")), listener);
  }

  private static FeatureCache.Listener told(Listener listener, String unit) {
    return new FeatureCache.Listener() {
      @Override
      public void begins(Path file, EmbedJob.Size size) {
        listener.say(words(size, unit) + " go to " + file);
      }

      @Override
      public void progress(EmbedJob.Progress progress) {
        listener.progress(progress.done(), progress.before(), progress.total(), unit);
      }
    };
  }

  private static String words(EmbedJob.Size size, String unit) {
    return size.images() < 0
        ? "features"
        : String.format(
            Locale.ROOT,
            "features of %,d %s, %s%.1f MB,",
            size.images(),
            unit,
            size.isEstimate() ? "about " : "",
            size.bytes() / 1e6);
  }

  /**
   * The model, for tasks that look at more than one vector an image.
   *
   * @throws DinoException if there are only ready features
   */
  public ModelFeatures model() {
    if (source instanceof ModelFeatures model) {
      return model;
    }
    throw new DinoException("this protocol runs the model itself: name it with --model");
  }

  /**
   * Vectors of images; tells of those that could not be read.
   *
   * @throws DinoException if none can be read
   */
  public ImageVectors vectors(List<String> inputs) {
    ImageVectors vectors = source.vectors(inputs);
    if (!vectors.rejected().isEmpty()) {
      listener.say(
          "%,d of %,d %s have no features, such as %s"
              .formatted(
                  vectors.rejected().size(),
                  vectors.rejected().size() + vectors.size(),
                  source.unit(),
                  vectors.rejected().getFirst().path()));
    }
    return vectors;
  }

  /** A report that begins with what was evaluated. */
  public EvaluationReport report(String title, Request request) {
    SequencedMap<String, String> facts = new LinkedHashMap<>(source.facts());
    if (!request.train().isEmpty()) {
      facts.put("train", String.join(", ", request.train()));
    }
    request.tests().forEach((name, inputs) -> facts.put(name, String.join(", ", inputs)));
    request
        .settings()
        .values()
        .forEach((key, value) -> {
          if (!value.isEmpty()) {
            facts.put(key, value);
          }
        });
    return new EvaluationReport(request.report(), title, facts);
  }
}
