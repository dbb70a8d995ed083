package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Matches patches between two images: two patches match if each is the other's nearest neighbour by
 * cosine (the paper's Figure 10, arXiv 2304.07193, solves an assignment problem and thins it out;
 * mutual neighbours need no thinning of clashes, for no patch is used twice).
 */
public final class PatchMatching {
  private PatchMatching() {}

  /**
   * Finds matches, the most similar first.
   *
   * @param a patches of the first image
   * @param b patches of the second, of the same dim; the grid may differ
   * @param options which matches count
   * @return at most {@code options.limit()}; none where nothing matches
   * @throws io.github.dino4j.DinoException if dims differ or a feature is not finite
   */
  public static List<PatchMatch> between(PatchFeatures a, PatchFeatures b, MatchOptions options) {
    Foreground.requireOneDim(List.of(a, b));
    List<boolean[]> masks = options.foreground().of(List.of(a, b));
    Nearest.Side sideA = new Nearest.Side(a, masks.get(0));
    Nearest.Side sideB = new Nearest.Side(b, masks.get(1));
    Nearest ofA = Nearest.of(sideA, sideB);
    Nearest ofB = Nearest.of(sideB, sideA);
    List<PatchMatch> matches = new ArrayList<>();
    for (int patch = 0; patch < ofA.best().length; patch++) {
      int other = ofA.best()[patch];
      if (other >= 0 && ofB.best()[other] == patch) {
        float similarity = ofA.similarity()[patch];
        double ratio = Math.max(ofA.ratio(patch), ofB.ratio(other));
        if (ratio <= options.maxRatio() && similarity >= options.minSimilarity()) {
          matches.add(
              new PatchMatch(
                  patch / a.columns(),
                  patch % a.columns(),
                  other / b.columns(),
                  other % b.columns(),
                  similarity));
        }
      }
    }
    matches.sort(Comparator.comparingDouble(PatchMatch::similarity).reversed());
    return MatchSpread.most(matches, options.limit());
  }
}
