package io.github.dino4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.remote.RemoteIndex;
import io.github.dino4j.search.remote.RemoteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What every index on a server keeps. Fewer cases are drawn: each makes a table or the like. */
public abstract class RemoteIndexContract extends VectorIndexContract {
  /** Connects to the index that stands for a folder. */
  protected abstract RemoteStore store(Path folder);

  @Override
  protected VectorIndex create(Path folder, IndexDescription description) {
    // What nobody reads goes at once where its growth is measured.
    Duration kept = description.dim() == 64 ? Duration.ZERO : RemoteIndex.KEPT;
    return RemoteIndex.create(store(folder), description, kept);
  }

  @Override
  protected VectorIndex open(Path folder, Access access, IndexDescription features) {
    return RemoteIndex.open(store(folder), access, features);
  }

  @Override
  protected IndexDescription describe(Path folder) {
    try (RemoteStore store = store(folder)) {
      return store.description().orElseThrow();
    }
  }

  @Override
  protected String name(Path folder) {
    try (RemoteStore store = store(folder)) {
      return store.name();
    }
  }

  @Property(tries = 12)
  void whateverIsDoneItHoldsWhatAMapWould(@ForAll("actions") List<Action> actions)
      throws IOException {
    holdsWhatAMapWould(actions);
  }

  @Property(tries = 8)
  void filtersMean(
      @ForAll("metadata") List<Map<String, Object>> metadata,
      @ForAll("filters") List<Filter> filters)
      throws IOException {
    filtersMeanWhatTheySay(metadata, filters);
  }

  private RemoteIndex made(Duration kept) {
    RemoteIndex index = RemoteIndex.create(store(folder), Vectors.described(2), kept);
    index.add(
        List.of(
            new IndexedVector("a", new float[] {1, 0}),
            new IndexedVector("b", new float[] {1, 0})));
    index.commit();
    return index;
  }

  /** Sends a, replaced, b, deleted, and c, added, and no commit. */
  private static void stage(RemoteStore store) {
    store.lock();
    store.stage(
        2,
        Map.of(
            "a", Optional.of(new IndexedVector("a", new float[] {0, 1})),
            "b", Optional.empty(),
            "c", Optional.of(new IndexedVector("c", new float[] {0, 1}))));
  }

  @Test
  void aWriterThatDiedInACommitLeavesNothing() throws IOException {
    made(RemoteIndex.KEPT).close();
    long before = stored(folder);
    try (RemoteStore dying = store(folder)) {
      stage(dying);
    }
    try (VectorIndex reader = open(folder, Access.READ, Vectors.described(2))) {
      assertThat(reader.size()).isEqualTo(2);
      assertThat(reader.find("a").orElseThrow().vector()).containsExactly(1, 0);
    }
    try (VectorIndex next = open(folder, Access.WRITE, Vectors.described(2))) {
      assertThat(stored(folder)).isEqualTo(before);
      next.add(List.of(new IndexedVector("d", new float[] {0, 1})));
      next.commit();
      assertThat(next.size()).isEqualTo(3);
      assertThat(next.find("a").orElseThrow().vector()).containsExactly(1, 0);
      assertThat(next.find("b")).isPresent();
      assertThat(next.find("c")).isEmpty();
    }
  }

  /** More than is sent at once, with the last word on each id in another part than the first. */
  @Test
  void aCommitOfManyPartsIsSeenAtOnce() {
    List<IndexedVector> vectors = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      vectors.add(new IndexedVector("" + i % 5_500, new float[] {i, 1}));
    }
    try (VectorIndex index = create(folder, Vectors.described(2));
        VectorIndex reader = open(folder, Access.READ, Vectors.described(2))) {
      index.add(vectors);
      assertThat(index.size()).isZero();
      index.delete(List.of("7", "5499"));
      index.commit();
      assertThat(index.size()).isEqualTo(5_498);
      assertThat(reader.size()).isZero();
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.size()).isEqualTo(5_498);
      float[] unit = UnitVectors.of(new float[] {5_500 + 42, 1}, 2);
      assertThat(reader.find("42").orElseThrow().vector()).containsExactly(unit);
      SearchOptions all = SearchOptions.nearest(Integer.MAX_VALUE);
      assertThat(reader.search(new float[] {1, 0}, all).getFirst())
          .hasSize(5_498)
          .isSortedAccordingTo(Hit.ORDER);
    }
  }

  @Test
  void aReaderWhoseCommitIsDroppedTurnsToTheLast() {
    try (RemoteIndex index = made(Duration.ZERO);
        VectorIndex reader = open(folder, Access.READ, Vectors.described(2))) {
      assertThat(reader.size()).isEqualTo(2);
      index.delete(List.of("a"));
      index.commit();
      assertThat(reader.size()).isOne();
      assertThat(reader.find("a")).isEmpty();
      assertThat(reader.refresh()).isFalse();
    }
  }

  @Test
  void aChangeThatFailedEndsTheWriting() {
    RemoteStore store = store(folder);
    try (RemoteIndex index = RemoteIndex.create(store, Vectors.described(2), RemoteIndex.KEPT)) {
      index.add(List.of(new IndexedVector("a", new float[] {1, 0})));
      drop(folder);
      assertThatThrownBy(index::commit)
          .isInstanceOf(DinoException.class)
          .hasMessageEndingWith("; its last commit stands")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
      assertThatThrownBy(index::commit)
          .hasMessage(
              store.name()
                  + ": a change failed, so that nothing more can be written: open it again");
    }
  }
}
