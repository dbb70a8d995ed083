package io.github.dino4j.search;

/** What an index is opened for. */
public enum Access {
  /** Searches; any number of processes may. */
  READ,
  /** Searches and changes; one process at a time may. */
  WRITE
}
