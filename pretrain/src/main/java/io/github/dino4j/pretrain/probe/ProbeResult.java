package io.github.dino4j.pretrain.probe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a probe saw in the CLS features of the student's average, which is the teacher where none is
 * frozen. Accuracies are shares from 0 to 1, and null where the images have no classes.
 *
 * @param iteration steps that it had behind it: 0 is the untrained network
 * @param knnTop1 how often the nearest neighbours name the class of an image
 * @param rawPixelTop1 the same without any network, by the pixels of small pictures
 * @param teacherTop1 the same as {@code knnTop1} by the features of a frozen teacher; null without
 *     one
 * @param chanceTop1 how often always naming the commonest class would be right
 * @param meanCosine between different images: near 1, all images look the same to the model
 * @param effectiveRank how many directions the features of the images make use of: e to the entropy
 *     of their singular values (arXiv 2210.02885)
 * @param images that were looked at
 * @param seconds that it took
 */
public record ProbeResult(
    long iteration,
    @Nullable Double knnTop1,
    @Nullable Double rawPixelTop1,
    @Nullable Double teacherTop1,
    @Nullable Double chanceTop1,
    double meanCosine,
    double effectiveRank,
    int images,
    double seconds) {

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("iteration", iteration);
    put(json, "knn_top1", knnTop1);
    put(json, "raw_pixels_top1", rawPixelTop1);
    put(json, "teacher_top1", teacherTop1);
    put(json, "chance_top1", chanceTop1);
    json.put("mean_cosine", meanCosine);
    json.put("effective_rank", effectiveRank);
    json.put("images", images);
    json.put("seconds", seconds);
    return json;
  }

  /** Null for a line that lacks what every probe has. */
  static @Nullable ProbeResult of(Map<String, Object> json) {
    if (json.get("iteration") instanceof Long iteration
        && json.get("mean_cosine") instanceof Number cosine
        && json.get("effective_rank") instanceof Number rank
        && json.get("images") instanceof Number images
        && json.get("seconds") instanceof Number seconds) {
      return new ProbeResult(
          iteration,
          number(json, "knn_top1"),
          number(json, "raw_pixels_top1"),
          number(json, "teacher_top1"),
          number(json, "chance_top1"),
          cosine.doubleValue(),
          rank.doubleValue(),
          images.intValue(),
          seconds.doubleValue());
    }
    return null;
  }

  private static void put(Map<String, Object> json, String name, @Nullable Double value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static @Nullable Double number(Map<String, Object> json, String name) {
    return json.get(name) instanceof Number number ? (Double) number.doubleValue() : null;
  }
}
