package io.github.dino4j.benchmarks;

import io.github.dino4j.scenes.SceneDataset;
import io.github.dino4j.scenes.SceneLabel;
import io.github.dino4j.scenes.SceneLabel.ObjectLabel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Objects of rendered scenes that are looked for by their boxes, and which scenes have them too.
 *
 * <p>An object counts where it fills a hundredth of the picture or more: less is hardly a patch. A
 * query is such an object in a picture that is no copy or other view of an earlier one, whose box
 * is at most 0.4 of the picture, so that it is a part, and a third of whose box it fills, so that
 * the box shows it and not what stands before it.
 */
record SceneQueries(List<SceneLabel> scenes, int side, List<Query> queries) {
  private static final double LEAST = 0.01;
  private static final double LARGEST_BOX = 0.4;
  private static final double LEAST_OF_BOX = 0.35;

  /** An object of a scene. */
  record Query(SceneLabel scene, ObjectLabel object) {}

  /**
   * @param side of the pictures in pixels
   * @param most how many queries are drawn, the same for a seed
   */
  static SceneQueries of(Path folder, int side, int most) {
    List<SceneLabel> scenes = SceneDataset.labels(folder);
    List<Query> queries = new ArrayList<>();
    for (SceneLabel scene : scenes) {
      if (earlier(scene) == null) {
        for (ObjectLabel object : scene.objects()) {
          int[] box = object.box();
          double area = (double) (box[2] - box[0]) * (box[3] - box[1]);
          if (object.pixels() >= LEAST * side * side
              && area <= LARGEST_BOX * side * side
              && object.pixels() >= LEAST_OF_BOX * area) {
            queries.add(new Query(scene, object));
          }
        }
      }
    }
    Collections.shuffle(queries, new Random(1));
    return new SceneQueries(scenes, side, queries.subList(0, Math.min(most, queries.size())));
  }

  private static @Nullable Integer earlier(SceneLabel scene) {
    Integer copied = scene.kin().nearDuplicateOf();
    return copied == null ? scene.kin().viewOf() : copied;
  }

  /** For each scene the first one that shows the same stage. */
  private Map<Integer, Integer> stages() {
    Map<Integer, Integer> stages = new HashMap<>();
    for (SceneLabel scene : scenes) {
      Integer earlier = earlier(scene);
      stages.put(scene.id(), earlier == null ? scene.id() : stages.getOrDefault(earlier, earlier));
    }
    return stages;
  }

  /** What makes a scene relevant for a query. */
  enum Truth {
    /**
     * It has an object of the same class. Pictures of the same stage are left out of the ranking:
     * they are alike as a whole.
     */
    SAME_KIND,
    /**
     * It shows the very same object from elsewhere. Of the same stage only such other views are in
     * the ranking, no copies.
     */
    SAME_OBJECT
  }

  /**
   * What is relevant among what is ranked.
   *
   * @param ranked ids of scenes
   * @param relevant some of them
   */
  record Relevance(Set<Integer> ranked, Set<Integer> relevant) {
    /** Average precision of a ranking that holds all that is ranked. */
    double averagePrecision(List<Integer> ranking) {
      int seen = 0;
      int found = 0;
      double sum = 0;
      for (int id : ranking) {
        if (ranked.contains(id)) {
          seen++;
          if (relevant.contains(id)) {
            found++;
            sum += (double) found / seen;
          }
        }
      }
      return sum / relevant.size();
    }
  }

  Relevance relevance(Query query, Truth truth) {
    Map<Integer, Integer> stages = stages();
    int stage = query.scene().id();
    Predicate<SceneLabel> sameStage = scene -> stages.getOrDefault(scene.id(), -1) == stage;
    return switch (truth) {
      case SAME_KIND ->
          relevance(sameStage.negate(), object -> object.label().equals(query.object().label()));
      case SAME_OBJECT -> {
        Predicate<SceneLabel> otherView = scene -> scene.kin().viewOf() != null;
        Relevance ofStage =
            relevance(
                sameStage.and(otherView), object -> object.instance() == query.object().instance());
        Set<Integer> ranked = ids(sameStage.negate());
        ranked.addAll(ofStage.ranked());
        yield new Relevance(ranked, ofStage.relevant());
      }
    };
  }

  private Relevance relevance(Predicate<SceneLabel> ranked, Predicate<ObjectLabel> wanted) {
    return new Relevance(
        ids(ranked), ids(ranked.and(scene -> scene.objects().stream().anyMatch(counting(wanted)))));
  }

  /** An object that is wanted and large enough. */
  private Predicate<ObjectLabel> counting(Predicate<ObjectLabel> wanted) {
    return wanted.and(object -> object.pixels() >= LEAST * side * side);
  }

  private Set<Integer> ids(Predicate<SceneLabel> wanted) {
    return scenes.stream().filter(wanted).map(SceneLabel::id).collect(Collectors.toSet());
  }
}
