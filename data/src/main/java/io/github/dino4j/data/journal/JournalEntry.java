package io.github.dino4j.data.journal;

import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.record.Reject;

/** What became of one input image. */
public sealed interface JournalEntry {
  /** Where the image lies, as its record said. */
  String path();

  /** The image has features. */
  record Done(FeatureRow row) implements JournalEntry {
    @Override
    public String path() {
      return row.image().path();
    }
  }

  /** The image could not be used. */
  record Rejected(Reject reject) implements JournalEntry {
    @Override
    public String path() {
      return reject.path();
    }
  }
}
