package io.github.dino4j.search.remote;

/**
 * What an index object sees.
 *
 * @param generation that is seen
 * @param size number of its vectors
 * @param until when nothing of it is dropped, whatever is committed, by {@link System#nanoTime}
 */
record Snapshot(long generation, long size, long until) {
  static Snapshot of(Commit commit, long size, long nanos) {
    // A tenth is left for what is under way.
    return new Snapshot(commit.generation(), size, nanos + commit.kept().toNanos() / 10 * 9);
  }

  boolean isSafe() {
    return System.nanoTime() - until < 0;
  }
}
