package io.github.dino4j.curate.report;

import org.jspecify.annotations.Nullable;

/**
 * An image that is shown.
 *
 * @param id what the feature file calls it
 * @param path where it lies; null where only its id is known
 * @param set that knows the path; empty where any may
 * @param text below it
 * @param stays whether it is marked as one that stays
 */
record Tile(String id, @Nullable String path, String set, String text, boolean stays) {
  /** An image of the stage. */
  static Tile of(String id, String path, String text, boolean stays) {
    return new Tile(id, path, "", text, stays);
  }

  /** An image of which a stage tells the id alone. */
  static Tile named(String id, String set, String text) {
    return new Tile(id, null, set, text, false);
  }

  Tile at(String place) {
    return new Tile(id, place, set, text, stays);
  }
}
