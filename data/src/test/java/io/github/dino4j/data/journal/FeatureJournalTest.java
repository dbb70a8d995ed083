package io.github.dino4j.data.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.feature.Rows;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.data.record.Reject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureJournalTest {
  private static final Map<String, String> SETTINGS = Map.of("model", "tiny", "inputs", "photos");
  private static final int IMAGES = 25;
  private static final int BATCH = 4;

  @TempDir Path folder;
  private String extension = ".parquet";

  private Path target() {
    return folder.resolve("features" + extension);
  }

  private Path partial(String file) {
    return folder.resolve("features" + extension + ".partial").resolve(file);
  }

  private Path rejectsFile() {
    return folder.resolve("rejects.csv");
  }

  private FeatureJournal open() {
    return FeatureJournal.open(target(), SETTINGS, false);
  }

  /** Every seventh image is rejected. */
  private static JournalEntry entry(int i) {
    return i % 7 == 3
        ? new JournalEntry.Rejected(new Reject(Rows.image(i).path(), "is no image"))
        : new JournalEntry.Done(Rows.two(i));
  }

  private static RecordStream images(int from) {
    Iterator<ImageRecord> records =
        IntStream.range(from, from + IMAGES)
            .mapToObj(i ->
                new ImageRecord(
                    Rows.image(i).id(), Rows.image(i).path(), Annotation.NONE, () -> new byte[0]))
            .iterator();
    return new RecordStream() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public ImageRecord next() {
        return records.next();
      }

      @Override
      public void close() {}
    };
  }

  /** Goes on with a run for some batches, as an embedding job would; true when all is done. */
  private static boolean run(FeatureJournal journal, int batches) {
    RecordStream records = images(0);
    journal.skipDone(records);
    int next = Math.toIntExact(journal.done());
    for (int b = 0; b < batches && next < IMAGES; b++) {
      List<JournalEntry> batch = new ArrayList<>();
      while (batch.size() < BATCH && records.hasNext()) {
        assertThat(records.next().path()).isEqualTo(Rows.image(next).path());
        batch.add(entry(next++));
      }
      journal.commit(batch);
    }
    return next == IMAGES;
  }

  private byte[] unbroken() throws IOException {
    try (FeatureJournal journal = open()) {
      assertThat(run(journal, 100)).isTrue();
      assertThat(journal.rows()).isEqualTo(21);
      assertThat(journal.rejects()).isEqualTo(4);
      journal.finish(rejectsFile());
    }
    byte[] bytes = Files.readAllBytes(target());
    Files.delete(target());
    return bytes;
  }

  @Test
  void anUnbrokenRunLeavesTheFileAndItsRejects() throws IOException {
    unbroken();

    assertThat(folder).isDirectoryContaining(file -> file.endsWith("rejects.csv"));
    assertThat(rejectsFile())
        .content()
        .startsWith("path,reason\nphotos/a/003.jpg,is no image\nphotos/a/010.jpg,")
        .hasLineCount(5);
    assertThat(partial("index")).doesNotExist();
    assertThat(partial("").toFile().exists()).isFalse();
  }

  /** Both hold patches of grids that differ. */
  @ParameterizedTest
  @ValueSource(strings = {".parquet", ".safetensors"})
  void aRunBrokenAfterAnyBatchEndsWithTheSameBytes(String format) throws IOException {
    extension = format;
    byte[] expected = unbroken();

    for (int broken = 0; broken <= 7; broken++) {
      try (FeatureJournal journal = open()) {
        run(journal, broken);
      }
      try (FeatureJournal journal = open()) {
        assertThat(journal.done()).isEqualTo(Math.min(IMAGES, broken * BATCH));
        run(journal, 100);
        journal.finish(rejectsFile());
      }
      assertThat(target()).hasBinaryContent(expected);
      Files.delete(target());
    }
  }

  @Test
  void aTailTornAtAnyByteIsCut() throws IOException {
    byte[] expected = unbroken();
    try (FeatureJournal journal = open()) {
      run(journal, 1);
    }
    long rowsBefore = Files.size(partial("rows"));
    try (FeatureJournal journal = open()) {
      run(journal, 1);
    }
    byte[] rows = Files.readAllBytes(partial("rows"));
    byte[] index = Files.readAllBytes(partial("index"));

    for (int length = (int) rowsBefore; length <= rows.length; length++) {
      tear(rows, length, Arrays.copyOf(index, index.length / 2), BATCH);
      if (length < rows.length) {
        // After a power cut the index may be whole and the rows not.
        tear(rows, length, index, BATCH);
      }
    }
    for (int length = index.length / 2; length <= index.length; length++) {
      tear(
          rows,
          rows.length,
          Arrays.copyOf(index, length),
          length < index.length ? BATCH : 2 * BATCH);
    }
    try (FeatureJournal journal = open()) {
      run(journal, 100);
      journal.finish(rejectsFile());
    }
    assertThat(target()).hasBinaryContent(expected);
  }

  private void tear(byte[] rows, int length, byte[] index, int done) throws IOException {
    Files.write(partial("rows"), Arrays.copyOf(rows, length));
    Files.write(partial("index"), index);
    try (FeatureJournal journal = open()) {
      assertThat(journal.done()).as("rows %d, index %d", length, index.length).isEqualTo(done);
    }
  }

  @Test
  void changedBytesInTheLastBatchAreNoticedAtOnceAndEarlierOnesAtTheEnd() throws IOException {
    try (FeatureJournal journal = open()) {
      run(journal, 3);
    }
    byte[] rows = Files.readAllBytes(partial("rows"));
    rows[rows.length - 1] ^= 1;
    Files.write(partial("rows"), rows);
    try (FeatureJournal journal = open()) {
      assertThat(journal.done()).isEqualTo(2 * BATCH);
      run(journal, 100);
    }
    rows = Files.readAllBytes(partial("rows"));
    rows[200] ^= 1;
    Files.write(partial("rows"), rows);
    try (FeatureJournal journal = open()) {
      assertThat(journal.done()).isEqualTo(IMAGES);
      assertThatThrownBy(() -> journal.finish(rejectsFile()))
          .isInstanceOf(DinoException.class)
          .hasMessageStartingWith("the journal of a broken run cannot be read: its bytes");
    }
    assertThat(target()).doesNotExist();
  }

  @Test
  void otherSettingsAreRefusedUnlessTheRunMayBeLost() {
    try (FeatureJournal journal = open()) {
      run(journal, 2);
    }
    Map<String, String> other = Map.of("model", "large", "inputs", "photos");

    assertThatThrownBy(() -> FeatureJournal.open(target(), other, false))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            folder.resolve("features.parquet.partial")
                + " was begun with other settings (model tiny, now large): run the first command"
                + " again to go on, or start anew with --overwrite");
    try (FeatureJournal journal = FeatureJournal.open(target(), other, true)) {
      assertThat(journal.done()).isZero();
    }
  }

  @Test
  void aTargetIsOnlyReplacedOnDemandAndItsBrokenRunGoesOn() throws IOException {
    Files.writeString(target(), "old");
    assertThatThrownBy(this::open)
        .isInstanceOf(DinoException.class)
        .hasMessage(target() + " exists; --overwrite replaces it");
    assertThatThrownBy(() -> FeatureJournal.check(target(), false))
        .hasMessage(target() + " exists; --overwrite replaces it");

    try (FeatureJournal journal = FeatureJournal.open(target(), SETTINGS, true)) {
      run(journal, 2);
    }
    assertThatThrownBy(this::open).hasMessageContaining("--overwrite replaces it");
    try (FeatureJournal journal = FeatureJournal.open(target(), SETTINGS, true)) {
      assertThat(journal.done()).isEqualTo(2 * BATCH);
      assertThat(target()).hasContent("old");
      run(journal, 100);
      journal.finish(rejectsFile());
    }
    assertThat(Rows.read(target())).hasSize(21);
  }

  @Test
  void aRunKilledWhileItFinishedFinishesAgain() throws IOException {
    byte[] expected = unbroken();
    try (FeatureJournal journal = open()) {
      run(journal, 100);
    }
    Files.writeString(target(), "moved here just before the end");
    FeatureJournal.check(target(), false);

    try (FeatureJournal journal = open()) {
      assertThat(journal.done()).isEqualTo(IMAGES);
      journal.finish(rejectsFile());
    }
    assertThat(target()).hasBinaryContent(expected);
  }

  @Test
  void aFolderHalfMadeOrHalfRemovedIsLitter() throws IOException {
    try (FeatureJournal journal = open()) {
      run(journal, 2);
    }
    Files.delete(partial("settings.json"));

    try (FeatureJournal journal = open()) {
      assertThat(journal.done()).isZero();
    }
  }

  @Test
  void changedInputsAreNoticed() {
    try (FeatureJournal journal = open()) {
      run(journal, 2);

      assertThatThrownBy(() -> journal.skipDone(images(1)))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("the inputs have changed since this run began");
    }
  }

  @Test
  void oneRunAtATime() {
    try (FeatureJournal journal = open()) {
      assertThat(journal.done()).isZero();
      assertThatThrownBy(this::open)
          .isInstanceOf(DinoException.class)
          .hasMessage(target() + " is being written by another run");
      assertThatThrownBy(this::open).hasMessageEndingWith("another run");
    }
    open().close();
  }

  @Test
  void aRowThatDoesNotFitLeavesTheJournalAsItWas() {
    Path dense = folder.resolve("cls.npy");
    try (FeatureJournal journal = FeatureJournal.open(dense, SETTINGS, false)) {
      journal.commit(List.of(new JournalEntry.Done(Rows.cls(0, 4))));
      List<JournalEntry> batch =
          List.of(new JournalEntry.Done(Rows.cls(1, 4)), new JournalEntry.Done(Rows.cls(2, 5)));

      assertThatThrownBy(() -> journal.commit(batch)).hasMessageContaining("rows of one shape");

      assertThat(journal.done()).isEqualTo(1);
      journal.commit(List.of(new JournalEntry.Done(Rows.cls(1, 4))));
      journal.finish(rejectsFile());
    }
    Rows.assertSame(Rows.read(dense), List.of(Rows.cls(0, 4), Rows.cls(1, 4)));
  }

  @Test
  void withoutRowsThereIsNoTargetAndWithoutRejectsNoList() throws IOException {
    try (FeatureJournal journal = open()) {
      journal.commit(List.of(entry(3)));
      journal.finish(rejectsFile());
    }
    assertThat(target()).doesNotExist();
    assertThat(rejectsFile()).content().hasLineCount(2);

    try (FeatureJournal journal = open()) {
      journal.commit(List.of(entry(1)));
      journal.finish(rejectsFile());
    }
    assertThat(target()).exists();
    assertThat(rejectsFile()).doesNotExist();
  }
}
