package io.github.dino4j.cli.demo;

import java.util.List;

/**
 * What a demo is about.
 *
 * @param gallery in which neighbours are sought
 * @param closeUps a handful to look at closely
 * @param pairs to match; where there are none, the gallery's nearest neighbours are
 */
public record DemoSubject(List<DemoPhoto> gallery, List<DemoPhoto> closeUps, List<Pair> pairs) {
  /** Two pictures of one thing. */
  record Pair(DemoPhoto a, DemoPhoto b) {}
}
