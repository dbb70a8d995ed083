package io.github.dino4j.cli.demo;

import io.github.dino4j.evaluate.report.PageFolder;
import io.github.dino4j.features.patch.Foreground;
import io.github.dino4j.features.patch.MatchOptions;
import io.github.dino4j.features.patch.PatchMatch;
import io.github.dino4j.features.patch.PatchMatching;
import io.github.dino4j.features.picture.MatchDrawing;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.util.List;
import java.util.Locale;

/** Lines between patches that find each other. */
final class MatchSection {
  private static final PictureStyle STYLE = PictureStyle.byDefault().withSide(640);
  private static final int LINES = 24;

  private MatchSection() {}

  static Section of(List<DemoPair> pairs, PageFolder folder) {
    StringBuilder figures = new StringBuilder();
    pairs.forEach(pair -> figures.append(figure(pair, folder)));
    return new Section(
        "matching",
        "The same thing, seen twice",
        """
        <p>A line joins two patches if each is the other's nearest neighbour by its features,
        among the patches that the foreground step keeps. Nothing but the features is used: no
        position, no geometry. Good features join the same part of the same thing.</p>
        %s\
        """
            .formatted(figures));
  }

  private static String figure(DemoPair pair, PageFolder folder) {
    DemoImage a = pair.a();
    DemoImage b = pair.b();
    MatchOptions options =
        new MatchOptions(Foreground.byDefault(), -1, Float.POSITIVE_INFINITY, Integer.MAX_VALUE);
    int found = PatchMatching.between(a.patches(), b.patches(), options).size();
    List<PatchMatch> shown =
        PatchMatching.between(a.patches(), b.patches(), options.withLimit(LINES));
    String alt =
        "%s and %s side by side, with %d lines between matching patches"
            .formatted(a.title(), b.title(), shown.size());
    return "<figure>%s<figcaption>%s</figcaption></figure>\n"
        .formatted(
            folder.photo(MatchDrawing.draw(a.view(), b.view(), shown, STYLE), "match", alt),
            caption(pair, found, shown));
  }

  private static String caption(DemoPair pair, int found, List<PatchMatch> shown) {
    String names = Html.escape(pair.a().title() + " and " + pair.b().title());
    if (shown.isEmpty()) {
      return names + ": no two patches chose each other";
    }
    return "%s: %d patches found each other, the %d best and most spread are drawn (cosine %s)"
        .formatted(names, found, shown.size(), range(shown));
  }

  private static String range(List<PatchMatch> shown) {
    return String.format(
        Locale.ROOT, "%.2f to %.2f", shown.getLast().similarity(), shown.getFirst().similarity());
  }
}
