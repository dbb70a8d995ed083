package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.evaluate.features.CachedFeatures;
import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.FeatureChoice;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * What every protocol works with: the frozen model, the cache of its features, and who is told how
 * it goes. The extractor stays its owner's.
 */
public final class Evaluation {
  private final FeatureExtractor extractor;
  private final FeatureCache cache;
  private final Listener listener;

  public Evaluation(FeatureExtractor extractor, FeatureCache cache, Listener listener) {
    this.extractor = extractor;
    this.cache = cache;
    this.listener = listener;
  }

  /** Who is told how an evaluation goes, on the thread that runs it. */
  public interface Listener {
    /** A line that stays. */
    void say(String line);

    /** How far a long part is: {@code done} of {@code total} (-1 if unknown) of a unit. */
    void progress(long done, long before, long total, String unit);
  }

  public FeatureExtractor extractor() {
    return extractor;
  }

  public Listener listener() {
    return listener;
  }

  /**
   * Features of these images, from the cache or computed.
   *
   * @return owned by the caller
   * @throws io.github.dino4j.DinoException if none can be read
   */
  public CachedFeatures features(List<String> inputs, FeatureChoice choice) {
    CachedFeatures features =
        cache.open(
            extractor,
            inputs,
            choice,
            new FeatureCache.Listener() {
              @Override
              public void begins(Path file, long images, long bytes) {
                listener.say(size(images, bytes) + " go to " + file);
              }

              @Override
              public void progress(EmbedJob.Progress progress) {
                listener.progress(progress.done(), progress.before(), progress.total(), "images");
              }
            });
    if (!features.rejected().isEmpty()) {
      listener.say(
          "%d of %d images could not be read, such as %s"
              .formatted(
                  features.rejected().size(),
                  features.rejected().size() + features.size(),
                  features.rejected().getFirst().path()));
    }
    return features;
  }

  private static String size(long images, long bytes) {
    return images < 0
        ? "features"
        : String.format(Locale.ROOT, "features of %,d images, %.1f MB,", images, bytes / 1e6);
  }

  /** A report that begins with what was evaluated. */
  public EvaluationReport report(String title, Request request) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("model", extractor.modelName());
    facts.put("weights", extractor.modelHash().substring(0, 12));
    facts.put("shown as", extractor.transform().toString());
    if (!request.train().isEmpty()) {
      facts.put("train", String.join(", ", request.train()));
    }
    request.tests().forEach((name, inputs) -> facts.put(name, String.join(", ", inputs)));
    facts.putAll(request.settings().values());
    return new EvaluationReport(request.report(), title, facts);
  }
}
