package io.github.dino4j.cli.demo;

import io.github.dino4j.search.Neighbours;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How often a neighbour has the class of its picture.
 *
 * @param found share of the nearest neighbours
 * @param byChance share of all other pictures
 */
record NeighbourScore(double found, double byChance) {
  // Beyond this many the share no longer moves in the digits that are shown.
  private static final int QUERIES = 500;

  /** Empty unless every picture has a class. */
  static Optional<NeighbourScore> of(List<DemoThumbnail> gallery, List<Neighbours> neighbours) {
    int size = gallery.size();
    if (size < 2 || gallery.stream().anyMatch(picture -> picture.label() == null)) {
      return Optional.empty();
    }
    int queries = Math.min(QUERIES, size);
    long asked = 0;
    long found = 0;
    double chance = 0;
    for (int i = 0; i < queries; i++) {
      int query = (int) ((long) i * size / queries);
      for (int neighbour : neighbours.get(query).index()) {
        asked++;
        found += sameClass(gallery, query, neighbour) ? 1 : 0;
      }
      chance += alike(gallery, query) / (double) (size - 1);
    }
    return Optional.of(new NeighbourScore(found / (double) asked, chance / queries));
  }

  private static int alike(List<DemoThumbnail> gallery, int query) {
    int alike = 0;
    for (int other = 0; other < gallery.size(); other++) {
      alike += other != query && sameClass(gallery, query, other) ? 1 : 0;
    }
    return alike;
  }

  private static boolean sameClass(List<DemoThumbnail> gallery, int a, int b) {
    return Objects.equals(gallery.get(a).label(), gallery.get(b).label());
  }
}
