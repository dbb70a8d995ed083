package io.github.dino4j.curate.sample;

/** Which images of a cluster are taken. */
public enum Pick {
  /** At random. */
  RANDOM,
  /** Those nearest the centroid. */
  CLOSEST,
  /** Those farthest from the centroid. */
  FARTHEST
}
