package io.github.dino4j.curate.report;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.folder.GroupRow;
import io.github.dino4j.curate.report.Gallery.Strip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Groups of near-duplicates: the largest, those whose images are least alike, some at random. */
final class DuplicateGroups {
  /** Groups of each gallery. */
  private static final int GROUPS = 20;

  /** Images of a group that are shown. */
  private static final int IMAGES = 8;

  private static final long SEED = 2;

  private final StageRows rows;
  private final Words.Sizes sizes = new Words.Sizes();
  private final Least<GroupRow> largest = new Least<>(GROUPS);
  private final Least<GroupRow> loosest = new Least<>(GROUPS);
  private final Least<GroupRow> drawn = new Least<>(GROUPS);
  private final Map<Long, Least<Tile>> images = new HashMap<>();

  private DuplicateGroups(StageRows rows) {
    this.rows = rows;
  }

  static StageContent read(StageRows rows) {
    return new DuplicateGroups(rows).content();
  }

  private StageContent content() {
    SeededOrder order = new SeededOrder(SEED);
    GroupRow.forEach(
        rows.folder().groups(),
        group -> {
          sizes.add(group.size(), 1);
          largest.offer(-group.size(), () -> group);
          loosest.offer(group.diameter(), () -> group);
          drawn.offer(order.key(group.group()), () -> group);
        });
    for (Least<GroupRow> some : List.of(largest, loosest, drawn)) {
      some.values().forEach(group -> images.put(group.group(), new Least<>(IMAGES)));
    }
    rows.forEach(
        List.of("group", "similarity"),
        row -> {
          Long group = row.whole("group");
          Least<Tile> its = group == null ? null : images.get(group);
          if (its != null) {
            double similarity = row.numberOr("similarity", 1);
            // the one that stays, then those least like it: there a wrong group shows
            its.offer(
                row.stays() ? -2 : similarity,
                () -> row.tile(row.stays() ? "stays" : Words.score(similarity)));
          }
        });
    return new StageContent(
        "<h3>Images by the size of their group</h3>\n" + sizes.bars("group", "groups").html(),
        List.of(
            gallery("Least alike", "Groups that reach farthest: look here for mistakes.", loosest),
            gallery("Largest groups", "", largest),
            gallery("Some groups", "Drawn at random.", drawn)));
  }

  private Gallery gallery(String title, String text, Least<GroupRow> groups) {
    String order = " Of each the one that stays, then those least like it, with the cosine to it.";
    return new Gallery(
        title, (text + order).strip(), groups.values().stream().map(this::strip).toList());
  }

  private Strip strip(GroupRow group) {
    Least<Tile> its = images.getOrDefault(group.group(), new Least<>(IMAGES));
    return new Strip(
        "%s: cosine of its pairs at least %s, of any two %s"
            .formatted(
                Words.images(group.size()),
                Words.score(group.leastSimilarity()),
                Words.score(group.diameter())),
        its.values());
  }
}
