package io.github.dino4j.data.journal;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.OutputPath;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureFormat;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureWriter;
import io.github.dino4j.data.feature.RowLayout;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.data.record.RejectsFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Features under way, so that a killed run goes on where it stopped and ends with the same bytes as
 * one that was never stopped. Batches are appended in {@code FILE.partial/}; a batch counts from
 * the moment its index record is whole, and what is torn is cut off on opening. {@link #finish}
 * writes the rows to the target and removes the folder. On the disk, rows lie twice while that goes
 * on. Batches are safe from the end of the process at once, from the end of the machine's power
 * after at most 64 MB. Belongs to one thread, and one run at a time.
 */
public final class FeatureJournal implements AutoCloseable {
  private static final long SYNC_BYTES = 64L << 20;

  private final Path target;
  private final Path folder;
  private final Map<String, String> settings;
  private final LockFile lock;
  private final JournalIndex index;
  private final JournalSegment rows;
  private final JournalSegment rejects;
  private final EntryCodec codec = new EntryCodec();
  private JournalIndex.Commit state = JournalIndex.Commit.START;
  private @Nullable RowLayout layout;
  private long synced;

  private FeatureJournal(Path target, Path folder, Map<String, String> settings)
      throws IOException {
    this.target = target;
    this.folder = folder;
    this.settings = settings;
    this.lock = lock(target, folder);
    try {
      this.index = new JournalIndex(folder.resolve("index"));
      this.rows = new JournalSegment(folder.resolve("rows"));
      this.rejects = new JournalSegment(folder.resolve("rejects"));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static LockFile lock(Path target, Path folder) throws IOException {
    return LockFile.take(folder.resolve("lock"))
        .orElseThrow(
            () -> new DinoException("%s is being written by another run".formatted(target)));
  }

  /**
   * Says whether {@link #open} will refuse a target, before there are settings to open it with.
   *
   * @throws DinoException when the format is unknown, the target exists and may not be lost, or it
   *     cannot be written
   */
  public static void check(Path target, boolean overwrite) {
    FeatureFormat.of(target);
    if (target.getFileSystem() != FileSystems.getDefault()) {
      throw new DinoException(
          "%s: files that lie elsewhere are written with --master alone".formatted(target));
    }
    OutputPath.requireFile(target);
    try {
      JournalSettings begun = JournalSettings.read(JournalFolder.beside(target));
      JournalFolder.checkTarget(target, begun, overwrite);
    } catch (IOException e) {
      throw WholeFile.failed(target, e);
    }
  }

  /**
   * Begins a run, or goes on with one of the same settings.
   *
   * @param settings all that decides the features: model, transform, precision, batch, inputs;
   *     noted in the target too
   * @param overwrite whether a target that exists, or a run begun with other settings, may be lost
   * @throws DinoException when the target exists, a run with other settings is under way, another
   *     process is writing, or the folder cannot be written
   */
  public static FeatureJournal open(Path target, Map<String, String> settings, boolean overwrite) {
    FeatureFormat.of(target);
    Path folder = JournalFolder.beside(target);
    try {
      JournalFolder.prepare(target, folder, new JournalSettings(settings, overwrite));
      FeatureJournal journal = new FeatureJournal(target, folder, Map.copyOf(settings));
      try {
        journal.recover();
        return journal;
      } catch (IOException | RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (IOException e) {
      throw WholeFile.failed(folder, e);
    }
  }

  private void recover() throws IOException {
    long batch = index.batches();
    JournalIndex.Commit last = intact(batch);
    while (last == null) {
      last = intact(--batch);
    }
    index.cutTo(batch);
    rows.resetTo(last.rows());
    rejects.resetTo(last.rejects());
    state = last;
    synced = last.rows().end();
    try (JournalFrames<FeatureRow> kept = rowFrames()) {
      layout = kept.hasNext() ? new RowLayout(target, kept.next()) : null;
    }
  }

  /** The state after a batch, null when its record or its frames are torn. */
  private JournalIndex.@Nullable Commit intact(long batch) throws IOException {
    JournalIndex.Commit commit = index.after(batch);
    JournalIndex.Commit before = batch == 0 ? commit : index.after(batch - 1);
    return commit != null
            && before != null
            && (batch == 0
                || (rows.holds(before.rows(), commit.rows())
                    && rejects.holds(before.rejects(), commit.rejects())))
        ? commit
        : null;
  }

  /** Input images that are accounted for: rows and rejects. */
  public long done() {
    return rows() + rejects();
  }

  /** Images with features so far. */
  public long rows() {
    return state.rows().count();
  }

  /** Images rejected so far. */
  public long rejects() {
    return state.rejects().count();
  }

  /**
   * Moves a fresh stream past the images that are done.
   *
   * @throws DinoException when the stream is not the one that the run began with
   */
  public void skipDone(RecordStream records) {
    if (done() == 0) {
      return;
    }
    long skipped = records.skip(done() - 1);
    if (skipped < done() - 1
        || !records.hasNext()
        || records.next().path().hashCode() != state.lastPath()) {
      throw new DinoException(
          "%s: the inputs have changed since this run began; start anew with --overwrite"
              .formatted(target));
    }
  }

  /**
   * Adds a batch, all of it or nothing. Entries follow the order of the input; each input image is
   * one entry.
   *
   * @throws DinoException when a row's shape does not fit the target, or the disk is full: then the
   *     journal stays as it was before the batch
   */
  public void commit(List<JournalEntry> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      rows.beginBatch(state.rows());
      rejects.beginBatch(state.rejects());
      for (JournalEntry entry : batch) {
        append(entry);
      }
      if (rows.mark().end() - synced > SYNC_BYTES) {
        rows.sync();
        synced = rows.mark().end();
      }
      JournalIndex.Commit next =
          new JournalIndex.Commit(rows.mark(), rejects.mark(), batch.getLast().path().hashCode());
      index.append(next);
      state = next;
    } catch (IOException e) {
      throw WholeFile.failed(folder, e);
    }
  }

  private void append(JournalEntry entry) throws IOException {
    switch (entry) {
      case JournalEntry.Done(FeatureRow row) -> {
        if (layout == null) {
          layout = new RowLayout(target, row);
        }
        layout.check(row);
        rows.append(codec.frame(row));
      }
      case JournalEntry.Rejected(Reject reject) -> rejects.append(codec.frame(reject));
    }
  }

  /**
   * Writes the target and the list of rejects, whole or not at all, and removes the journal.
   * Without rows there is no target; without rejects there is no list, and an older one is removed.
   * Killed on the way, it is done again by the next run.
   *
   * @param rejectsFile where the rejects go, {@code .csv} or {@code .jsonl}
   * @throws DinoException when a file cannot be written; the journal stays
   */
  public void finish(Path rejectsFile) {
    try {
      if (rejects() > 0) {
        try (JournalFrames<Reject> all =
            new JournalFrames<>(rejects, index, JournalIndex.Commit::rejects, EntryCodec::reject)) {
          RejectsFile.write(rejectsFile, all);
        }
      } else {
        Files.deleteIfExists(rejectsFile);
      }
      if (rows() > 0) {
        try (FeatureWriter writer = FeatureFile.write(target, settings);
            JournalFrames<FeatureRow> all = rowFrames()) {
          all.forEachRemaining(writer::write);
          writer.commit();
        }
      }
      close();
      JournalFolder.remove(folder);
    } catch (IOException e) {
      throw WholeFile.failed(target, e);
    }
  }

  private JournalFrames<FeatureRow> rowFrames() throws IOException {
    return new JournalFrames<>(rows, index, JournalIndex.Commit::rows, EntryCodec::row);
  }

  /** Leaves the journal for a later run. */
  @Override
  public void close() {
    try (lock;
        index;
        rows;
        rejects) {
      // All are closed whatever happens to one, the lock last.
    } catch (IOException e) {
      throw WholeFile.failed(folder, e);
    }
  }
}
