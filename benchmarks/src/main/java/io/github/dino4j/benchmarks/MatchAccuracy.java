package io.github.dino4j.benchmarks;

import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.MatchOptions;
import io.github.dino4j.features.patch.PatchMatch;
import io.github.dino4j.features.patch.PatchMatching;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.render.Correspondence;
import io.github.dino4j.scenes.render.Renderer;
import io.github.dino4j.scenes.render.Rendering;
import io.github.dino4j.scenes.scene.NearDuplicate;
import io.github.dino4j.scenes.scene.Scene;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many of the matches between two views of a rendered scene are right. Cameras and depth say
 * where the centre of a patch lies in the other view: a match is right if that is in the patch that
 * it found or in one that touches it. A centre that is hidden there, or shows the sky, has no right
 * match. Arguments: a model, how many pairs of views, and the short sides in pixels at which the
 * model is shown them.
 */
public final class MatchAccuracy {
  /** Neither the seed of the demo's page nor that of the scenes that its model was trained on. */
  private static final long SEED = 7;

  private static final int RENDERED = 448;

  /** From the centre of a patch to the far edge of one that touches it, in patches. */
  private static final double REACH = 1.5;

  private MatchAccuracy() {}

  public static void main(String[] arguments) {
    List<Pair> pairs = pairs(Integer.parseInt(arguments[1]));
    for (String side : List.of(arguments).subList(2, arguments.length)) {
      Score score = of(arguments[0], pairs, Integer.parseInt(side));
      System.out.printf(
          Locale.ROOT,
          "%s at %s px: %d pairs, %,d matches, %.1f %% right%n",
          arguments[0],
          side,
          pairs.size(),
          score.matches(),
          100 * score.share());
    }
  }

  /** Two views of one scene. */
  record Pair(Rendering a, Rendering b) {}

  /**
   * @param matches that were found
   * @param right that join the same point
   */
  record Score(int matches, int right) {
    double share() {
      return (double) right / Math.max(1, matches);
    }

    private Score plus(Score other) {
      return new Score(matches + other.matches, right + other.right);
    }
  }

  /** The first pairs of the seed, always the same. */
  static List<Pair> pairs(int count) {
    SceneGenerator generator = new SceneGenerator(SEED);
    return IntStream.iterate(0, index -> index + 1)
        .mapToObj(generator::scene)
        .filter(scene -> scene.label().nearDuplicate().kind() == NearDuplicate.Kind.OTHER_VIEW)
        .limit(count)
        .map(scene -> pair(generator, scene))
        .toList();
  }

  private static Pair pair(SceneGenerator generator, Scene view) {
    Scene source = generator.scene(view.label().nearDuplicate().source());
    return new Pair(Renderer.render(source, RENDERED), Renderer.render(view, RENDERED));
  }

  /** Over all pairs, with the options of {@code dino4j match}. */
  static Score of(String model, List<Pair> pairs, int side) {
    try (FeatureExtractor extractor =
        FeatureExtractor.load(
            model,
            config ->
                ExtractorOptions.standard()
                    .with(new EvalTransform.Whole(side, config.patchSize())))) {
      return pairs.stream()
          .map(pair -> score(pair, extractor))
          .reduce(new Score(0, 0), Score::plus);
    }
  }

  private static Score score(Pair pair, FeatureExtractor extractor) {
    PatchFeatures a = extractor.extract(pair.a().rgb()).patches();
    PatchFeatures b = extractor.extract(pair.b().rgb()).patches();
    List<PatchMatch> matches = PatchMatching.between(a, b, MatchOptions.byDefault());
    Correspondence truth = new Correspondence(pair.a(), pair.b());
    // Scenes are square, so both grids are, and equal.
    long right = matches.stream().filter(match -> isRight(match, truth, a.rows())).count();
    return new Score(matches.size(), Math.toIntExact(right));
  }

  private static boolean isRight(PatchMatch match, Correspondence truth, int grid) {
    double patch = (double) RENDERED / grid;
    int x = (int) ((match.colA() + 0.5) * patch);
    int y = (int) ((match.rowA() + 0.5) * patch);
    return truth
        .follow(x, y)
        .filter(point -> Math.abs(point.x() / patch - match.colB() - 0.5) < REACH)
        .filter(point -> Math.abs(point.y() / patch - match.rowB() - 0.5) < REACH)
        .isPresent();
  }
}
