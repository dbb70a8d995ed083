package io.github.dino4j.curate.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Images below a title.
 *
 * @param text what is shown, in plain text
 * @param strips images that belong together
 */
record Gallery(String title, String text, List<Strip> strips) {
  /**
   * Images in a row.
   *
   * @param title in plain text; empty where the images have nothing in common
   */
  record Strip(String title, List<Tile> tiles) {}

  /** Images that have nothing in common but the title. */
  static Gallery of(String title, String text, List<Tile> tiles) {
    return new Gallery(title, text, List.of(new Strip("", tiles)));
  }

  /** The first strips, with at most so many images in all but for the first one's title. */
  Gallery first(int most) {
    List<Strip> some = new ArrayList<>();
    int left = most;
    for (Strip strip : strips) {
      if (left <= 0 || (!some.isEmpty() && strip.tiles().size() > left)) {
        break;
      }
      int size = Math.min(left, strip.tiles().size());
      some.add(new Strip(strip.title(), strip.tiles().subList(0, size)));
      left -= size;
    }
    return new Gallery(title, text, some);
  }

  /** The same with other tiles. */
  Gallery map(UnaryOperator<Tile> change) {
    return new Gallery(
        title,
        text,
        strips.stream()
            .map(strip -> new Strip(strip.title(), strip.tiles().stream().map(change).toList()))
            .toList());
  }

  List<Tile> tiles() {
    return strips.stream().flatMap(strip -> strip.tiles().stream()).toList();
  }
}
