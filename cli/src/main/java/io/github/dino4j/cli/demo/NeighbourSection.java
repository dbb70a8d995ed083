package io.github.dino4j.cli.demo;

import io.github.dino4j.evaluate.report.PageFolder;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Some pictures and those that are most like them. */
final class NeighbourSection {
  private static final int QUERIES = 8;
  private static final int NEAREST = 5;
  private static final int SIDE = 192;

  private final List<DemoThumbnail> gallery;
  private final List<Neighbours> neighbours; // of each picture of the gallery
  private final PageFolder folder;
  private final Map<Integer, String> pictures = new HashMap<>();

  private NeighbourSection(List<DemoThumbnail> gallery, PageFolder folder) {
    this.gallery = gallery;
    this.neighbours = index(gallery).searchOthers(NEAREST);
    this.folder = folder;
  }

  private static ExactIndex index(List<DemoThumbnail> gallery) {
    int dim = gallery.getFirst().cls().length;
    float[] cls = new float[gallery.size() * dim];
    for (int i = 0; i < gallery.size(); i++) {
      System.arraycopy(gallery.get(i).cls(), 0, cls, i * dim, dim);
    }
    return new ExactIndex(cls, dim);
  }

  static Section of(List<DemoThumbnail> gallery, PageFolder folder) {
    return new NeighbourSection(gallery, folder).section();
  }

  private Section section() {
    StringBuilder rows = new StringBuilder();
    int queries = Math.min(QUERIES, gallery.size());
    for (int i = 0; i < queries; i++) {
      rows.append(row((int) ((long) i * gallery.size() / queries)));
    }
    return new Section(
        "neighbours",
        "Nearest neighbours",
        """
        <p>One list of numbers stands for a whole picture: its <em>CLS token</em>. On the left some
        of the %d pictures, beside each the %d whose tokens point in the most similar direction
        (cosine 1 is the same).%s</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Nearest neighbours, a table">
        <table class="neighbours">
        <thead><tr><th scope="col">picture</th><th scope="col" colspan="%d">nearest first</th></tr>\
        </thead>
        <tbody>
        %s</tbody>
        </table>
        </div>
        """
            .formatted(gallery.size(), nearest(), score(), nearest(), rows));
  }

  private int nearest() {
    return Math.min(NEAREST, gallery.size() - 1);
  }

  private String row(int query) {
    StringBuilder row = new StringBuilder("<tr><th scope=\"row\">");
    row.append(picture(query)).append(names(query)).append("</th>");
    Neighbours nearest = neighbours.get(query);
    for (int n = 0; n < nearest.size(); n++) {
      int other = nearest.index()[n];
      row.append("<td").append(verdict(query, other)).append('>');
      row.append(picture(other)).append(names(other));
      row.append(String.format(Locale.ROOT, "<small>%.3f</small></td>", nearest.similarity()[n]));
    }
    return row.append("</tr>\n").toString();
  }

  private String verdict(int query, int other) {
    boolean same =
        gallery.get(query).label() != null
            && Objects.equals(gallery.get(query).label(), gallery.get(other).label());
    return same ? " class=\"same\"" : "";
  }

  private String names(int index) {
    DemoThumbnail thumbnail = gallery.get(index);
    String label = thumbnail.label();
    return "<span>" + Html.escape(label == null ? thumbnail.name() : label) + "</span>";
  }

  /** Pictures come up again and again as neighbours; each is written once. */
  private String picture(int index) {
    DemoThumbnail thumbnail = gallery.get(index);
    return pictures.computeIfAbsent(
        index,
        key -> folder.photo(Photos.scaled(thumbnail.photo(), SIDE), "near", thumbnail.name()));
  }

  private String score() {
    return NeighbourScore.of(gallery, neighbours)
        .map(score ->
            String.format(
                Locale.ROOT,
                " Over the whole collection <strong>%.0f&nbsp;%% of the neighbours have the"
                    + " class of their picture</strong>; drawn blindly it would be"
                    + " %.0f&nbsp;%%. They are underlined in green.",
                100 * score.found(),
                100 * score.byChance()))
        .orElse("");
  }
}
