package io.github.dino4j.cli.search;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Lucene advises developers about flags of the JVM; the user of a command has none to set. */
final class LuceneLog {
  private static final Logger LOG = Logger.getLogger("org.apache.lucene"); // a weak one is lost

  private LuceneLog() {}

  static void silence() {
    LOG.setLevel(Level.SEVERE);
  }
}
