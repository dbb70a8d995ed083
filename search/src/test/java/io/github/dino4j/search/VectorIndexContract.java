package io.github.dino4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.filter.Filters;
import io.github.dino4j.search.filter.Literal;
import io.github.dino4j.search.filter.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every index keeps; {@link FolderIndexContract} and {@link RemoteIndexContract} run it. Sets
 * are so small that an index which skips vectors elsewhere has to find all of them here.
 */
public abstract class VectorIndexContract {
  private static final int DIM = 3;
  private static final IndexDescription DESCRIPTION = Vectors.described(DIM);

  /** Float32 sums of a few products, of vectors scaled to length 1. */
  private static final double ROUNDING = 1e-6;

  @TempDir Path folder;

  protected abstract VectorIndex create(Path folder, IndexDescription description);

  protected abstract VectorIndex open(Path folder, Access access, IndexDescription features);

  protected abstract IndexDescription describe(Path folder);

  /** What messages call the index of a folder. */
  protected String name(Path folder) {
    return folder.toString();
  }

  /** Removes what an index of a folder has left elsewhere. */
  protected void drop(Path folder) {}

  /** Bytes that an index takes. */
  protected long stored(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @AfterEach
  void drop() {
    drop(folder);
  }

  private VectorIndex reader(Path place) {
    return open(place, Access.READ, DESCRIPTION);
  }

  private VectorIndex writer(Path place) {
    return open(place, Access.WRITE, DESCRIPTION);
  }

  private static IndexedVector vector(String id, float... values) {
    return new IndexedVector(id, values);
  }

  private static List<String> ids(List<Hit> hits) {
    return hits.stream().map(Hit::id).toList();
  }

  // What is done to an index, and to a map beside it.

  /** A step of a test. */
  sealed interface Action {}

  private record Add(List<IndexedVector> vectors) implements Action {}

  private record Delete(List<String> ids) implements Action {}

  private enum Step implements Action {
    COMMIT,
    REOPEN,
    REFRESH,
    OPTIMIZE
  }

  private record Search(float[] queries, int k) implements Action {}

  private static Arbitrary<String> names() {
    return Arbitraries.of(
        "a", "b", "c", "photos/1.jpg", "é", "\uD83D\uDE00", "\uE000", "a b\n", "Z");
  }

  private static Arbitrary<float[]> values(int count) {
    // Few values, so that vectors are often equal, opposite or zero.
    return Arbitraries.of(0f, 0f, 1f, -1f, 2f, 0.3f, 1e20f, -1e-20f)
        .array(float[].class)
        .ofSize(count * DIM);
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<Action> add =
        Combinators.combine(names(), values(1), Filters.metadata())
            .as(IndexedVector::new)
            .list()
            .ofMaxSize(5)
            .map(Add::new);
    return Arbitraries.frequencyOf(
            Tuple.of(4, add),
            Tuple.of(2, names().list().ofMaxSize(3).map(Delete::new)),
            Tuple.of(5, Arbitraries.of(Step.class)),
            Tuple.of(
                3,
                Combinators.combine(
                        Arbitraries.integers().between(0, 3).flatMap(VectorIndexContract::values),
                        Arbitraries.integers().between(1, 12))
                    .as(Search::new)))
        .list()
        .ofMaxSize(25);
  }

  /** Whatever is done to it, an index holds what a map would. */
  final void holdsWhatAMapWould(List<Action> actions) throws IOException {
    Path place = Files.createTempDirectory("index");
    Map<String, IndexedVector> pending = new TreeMap<>();
    Map<String, IndexedVector> committed = new TreeMap<>();
    Map<String, IndexedVector> seen = new TreeMap<>();
    VectorIndex index = create(place, DESCRIPTION);
    VectorIndex reader = reader(place);
    try {
      for (Action action : actions) {
        switch (action) {
          case Add(List<IndexedVector> vectors) -> {
            index.add(vectors);
            vectors.forEach(added -> pending.put(added.id(), added));
          }
          case Delete(List<String> ids) -> {
            index.delete(ids);
            ids.forEach(pending::remove);
          }
          case Step.COMMIT, Step.OPTIMIZE -> {
            if (action == Step.COMMIT) {
              index.commit();
            } else {
              index.optimize();
            }
            replace(committed, pending);
          }
          case Step.REOPEN -> {
            index.close();
            index = writer(place);
            replace(pending, committed);
          }
          case Step.REFRESH -> {
            reader.refresh();
            assertThat(reader.refresh()).isFalse();
            replace(seen, committed);
          }
          case Search(float[] queries, int k) -> {
            assertFinds(index, committed, queries, k);
            assertFinds(reader, seen, queries, k);
          }
        }
      }
      assertHolds(index, committed);
      assertHolds(reader, seen);
    } finally {
      index.close();
      reader.close();
      delete(place);
    }
  }

  private static void replace(
      Map<String, IndexedVector> target, Map<String, IndexedVector> source) {
    target.clear();
    target.putAll(source);
  }

  private void delete(Path place) throws IOException {
    drop(place);
    try (Stream<Path> files = Files.list(place)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(place);
  }

  private static void assertHolds(VectorIndex index, Map<String, IndexedVector> expected) {
    assertThat(index.size()).isEqualTo(expected.size());
    Map<String, IndexedVector> found = new TreeMap<>();
    index.forEach(each -> assertThat(found.put(each.id(), each)).isNull());
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((id, wanted) -> {
      assertSame(Objects.requireNonNull(found.get(id)), wanted);
      assertSame(index.find(id).orElseThrow(), wanted);
    });
    assertThat(index.find("nowhere")).isEmpty();
  }

  private static void assertSame(IndexedVector found, IndexedVector wanted) {
    assertThat(found.metadata()).isEqualTo(wanted.metadata());
    float[] unit = UnitVectors.of(wanted.vector(), DIM);
    for (int d = 0; d < DIM; d++) {
      assertThat((double) found.vector()[d]).isCloseTo(unit[d], within(ROUNDING));
    }
  }

  /** Every hit is right, in order, and nothing better is missing. */
  private static void assertFinds(
      VectorIndex index, Map<String, IndexedVector> expected, float[] queries, int k) {
    List<List<Hit>> found = index.search(queries, SearchOptions.nearest(k));
    assertThat(found).hasSize(queries.length / DIM);
    for (int i = 0; i < found.size(); i++) {
      float[] query = {queries[i * DIM], queries[i * DIM + 1], queries[i * DIM + 2]};
      List<Hit> hits = found.get(i);
      assertThat(hits).hasSize(Math.min(k, expected.size()));
      assertThat(hits).isSortedAccordingTo(Hit.ORDER);
      assertThat(ids(hits)).doesNotHaveDuplicates();
      for (Hit hit : hits) {
        IndexedVector wanted = Objects.requireNonNull(expected.get(hit.id()));
        assertThat((double) hit.score())
            .isCloseTo(Vectors.cosine(query, wanted.vector()), within(ROUNDING));
        assertThat(hit.metadata()).isEqualTo(wanted.metadata());
      }
      double least = hits.isEmpty() ? 1 : hits.getLast().score();
      for (IndexedVector other : expected.values()) {
        if (!ids(hits).contains(other.id())) {
          assertThat(Vectors.cosine(query, other.vector())).isLessThan(least + ROUNDING);
        }
      }
    }
  }

  // Filters.

  @Provide
  Arbitrary<List<Map<String, Object>>> metadata() {
    return Filters.metadata().list().ofSize(40);
  }

  @Provide
  Arbitrary<List<Filter>> filters() {
    return Filters.filters().list().ofSize(20);
  }

  /** The vectors that fulfil a filter are found, and no others. */
  final void filtersMeanWhatTheySay(List<Map<String, Object>> metadata, List<Filter> filters)
      throws IOException {
    Path place = Files.createTempDirectory("index");
    try (VectorIndex index = create(place, DESCRIPTION)) {
      List<IndexedVector> vectors = new ArrayList<>();
      for (int i = 0; i < metadata.size(); i++) {
        vectors.add(new IndexedVector("" + i, new float[] {i, 1, 0}, metadata.get(i)));
      }
      index.add(vectors.subList(0, 25));
      index.commit();
      index.add(vectors.subList(15, 40));
      index.delete(List.of("3", "20"));
      index.commit();
      for (Filter filter : filters) {
        List<Hit> hits =
            index.search(new float[] {1, 1, 1}, SearchOptions.nearest(40).where(filter)).getFirst();
        assertThat(ids(hits))
            .as(filter.toString())
            .containsExactlyInAnyOrderElementsOf(
                vectors.stream()
                    .filter(each -> !each.id().equals("3") && !each.id().equals("20"))
                    .filter(each -> filter.matches(each.metadata()))
                    .map(IndexedVector::id)
                    .toList());
      }
    } finally {
      delete(place);
    }
  }

  @Test
  void theNearestAmongTheFilteredAreFound() {
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      List<IndexedVector> vectors = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        float[] values = {(float) Math.cos(i * 0.005), (float) Math.sin(i * 0.005), 0};
        vectors.add(new IndexedVector(String.valueOf(1000 + i), values, Map.of("rest", i % 100)));
      }
      index.add(vectors);
      index.commit();
      SearchOptions options = SearchOptions.nearest(4).where(Filter.parse("rest = 42"));

      List<List<Hit>> found = index.search(new float[] {1, 0, 0, -1, 0, 0}, options);

      assertThat(ids(found.getFirst())).containsExactly("1042", "1142", "1242", "1342");
      assertThat(ids(found.getLast())).containsExactly("1542", "1442", "1342", "1242");
    }
  }

  @Test
  void whatAConditionHoldsForIsRemovedWithTheNextCommit() {
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      index.add(
          List.of(
              new IndexedVector("a", new float[] {1, 0, 0}, Map.of("price", 10)),
              new IndexedVector("b", new float[] {0, 1, 0}, Map.of("price", 60))));
      Filter cheap = Filter.parse("price < 50");

      index.deleteIf(vector -> cheap.matches(vector.metadata()));

      assertThat(index.size()).isEqualTo(2); // what was added is committed, what goes is not yet
      index.commit();
      assertThat(index.find("a")).isEmpty();
      assertThat(index.size()).isEqualTo(1);
    }
  }

  // Results.

  @Test
  void ofEquallySimilarOnesTheLesserIdStandsInFront() {
    List<IndexedVector> vectors = new ArrayList<>();
    List<String> ids = new ArrayList<>(List.of("\uE000", "\uD83D\uDE00", "Z", "a", "é"));
    IntStream.range(0, 25).forEach(i -> ids.add("photo" + i));
    ids.forEach(id -> vectors.add(vector(id, 3, 4, 0)));
    Collections.shuffle(vectors, new Random(1));
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      for (int i = 0; i < 30; i += 10) {
        index.add(vectors.subList(i, i + 10));
        index.commit();
      }
      index.add(List.of(vector("nearer", 1, 1, 0)));
      index.commit();
      List<String> expected = new ArrayList<>(List.of("nearer"));
      ids.stream().sorted().limit(6).forEach(expected::add);

      for (int k = 1; k <= 7; k++) {
        List<List<Hit>> found =
            index.search(new float[] {1, 1, 0, 2, 2, 0}, SearchOptions.nearest(k));
        assertThat(ids(found.getFirst())).isEqualTo(expected.subList(0, k));
        assertThat(found.getLast()).isEqualTo(found.getFirst());
      }
    }
  }

  @Test
  void aBatchFindsWhatSingleQueriesFind() {
    float[] queries = Vectors.clustered(50, DIM, 5, 3);
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      index.add(Vectors.named(Vectors.clustered(80, DIM, 5, 2), DIM));
      index.commit();
      List<List<Hit>> batch = index.search(queries, SearchOptions.nearest(7));
      for (int i = 0; i < 50; i++) {
        float[] query = {queries[i * DIM], queries[i * DIM + 1], queries[i * DIM + 2]};
        List<Hit> single = index.search(query, SearchOptions.nearest(7)).getFirst();
        assertThat(ids(single)).isEqualTo(ids(batch.get(i)));
      }
      assertThat(index.search(new float[0], SearchOptions.nearest(1))).isEmpty();
    }
  }

  @Test
  void findsWhatComparingAllFinds() {
    int dim = 64;
    int k = 10;
    float[] vectors = Vectors.clustered(5_000, dim, 50, 7);
    float[] queries = Vectors.clustered(100, dim, 50, 8);
    List<Neighbours> truth = new ExactIndex(vectors, dim).search(queries, k);
    int found = 0;
    try (VectorIndex index = create(folder, Vectors.described(dim))) {
      index.add(Vectors.named(vectors, dim));
      index.optimize();
      List<List<Hit>> results = index.search(queries, SearchOptions.nearest(k));
      for (int query = 0; query < truth.size(); query++) {
        float[] asked = Arrays.copyOfRange(queries, query * dim, (query + 1) * dim);
        assertThat(results.get(query)).hasSize(k);
        for (Hit hit : results.get(query)) {
          int row = Integer.parseInt(hit.id());
          float[] vector = Arrays.copyOfRange(vectors, row * dim, (row + 1) * dim);
          // Float32 sums of 64 products.
          assertThat((double) hit.score()).isCloseTo(Vectors.cosine(asked, vector), within(1e-5));
          found +=
              Arrays.stream(truth.get(query).index()).anyMatch(nearest -> nearest == row) ? 1 : 0;
        }
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(truth.size() * k * 99 / 100);
  }

  @Test
  void anEmptyIndexFindsNothing() {
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      SearchOptions options = SearchOptions.nearest(3);
      assertThat(index.search(new float[6], options)).containsExactly(List.of(), List.of());
      index.add(List.of(vector("a", 1, 0, 0)));
      index.commit();
      index.delete(List.of("a"));
      index.commit();
      assertThat(index.search(new float[6], options)).containsExactly(List.of(), List.of());
      assertThat(index.size()).isZero();
    }
  }

  @Test
  void moreThanThereAreCanBeAskedFor() {
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      index.add(List.of(vector("a", 1, 0, 0), vector("b", 0, 1, 0)));
      index.commit();
      SearchOptions options = SearchOptions.nearest(Integer.MAX_VALUE);
      assertThat(ids(index.search(new float[] {0, 1, 0}, options).getFirst()))
          .containsExactly("b", "a");
    }
  }

  @Test
  void aVectorOfZerosIsLikeNothing() {
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      index.add(
          List.of(vector("zero", 0, 0, 0), vector("a", 1, 0, 0), vector("opposite", -1, 0, 0)));
      index.commit();
      List<List<Hit>> found =
          index.search(new float[] {5, 0, 0, 0, 0, 0}, SearchOptions.nearest(3));
      assertThat(ids(found.getFirst())).containsExactly("a", "zero", "opposite");
      assertThat(found.getFirst()).extracting(Hit::score).containsExactly(1f, 0f, -1f);
      assertThat(ids(found.getLast())).containsExactly("a", "opposite", "zero");
      assertThat(found.getLast()).extracting(Hit::score).containsExactly(0f, 0f, 0f);
    }
  }

  @Test
  void metadataComeBackAsJsonHasThem() {
    Map<String, Object> metadata = new TreeMap<>();
    metadata.put("text", "\uD83D\uDE00 \"quoted\"\n");
    metadata.put("whole", 7);
    metadata.put("long", Long.MIN_VALUE);
    metadata.put("half", 0.5f);
    metadata.put("flag", true);
    metadata.put("nothing", null);
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      index.add(List.of(new IndexedVector("a", new float[] {1, 0, 0}, metadata)));
      index.commit();
    }
    try (VectorIndex index = reader(folder)) {
      assertThat(index.find("a").orElseThrow().metadata())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "text",
                  "\uD83D\uDE00 \"quoted\"\n",
                  "whole",
                  7L,
                  "long",
                  Long.MIN_VALUE,
                  "half",
                  0.5,
                  "flag",
                  true));
    }
  }

  // Commits, readers and writers.

  @Test
  void whatIsNotCommittedIsSeenByNobodyAndLost() {
    try (VectorIndex index = create(folder, DESCRIPTION);
        VectorIndex reader = reader(folder)) {
      index.add(List.of(vector("a", 1, 0, 0)));
      index.commit();
      assertThat(reader.size()).isZero();
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.size()).isOne();
      index.add(List.of(vector("b", 1, 0, 0)));
      index.delete(List.of("a"));
      assertThat(index.size()).isOne();
      assertThat(reader.refresh()).isFalse();
      assertThat(index.find("b")).isEmpty();
      assertThat(index.find("a")).isPresent();
    }
    try (VectorIndex index = writer(folder)) {
      assertThat(index.size()).isOne();
      index.commit();
      assertThat(index.find("a")).isPresent();
    }
  }

  @Test
  @Timeout(120)
  void readersBesideAWriterSeeWholeCommitsOnly() throws Exception {
    int vectors = 20;
    AtomicBoolean over = new AtomicBoolean();
    try (VectorIndex index = create(folder, DESCRIPTION);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      commitGeneration(index, vectors, 0);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        boolean own = i > 0;
        readers.add(
            threads.submit(
                () -> generationsSeen(own ? reader(folder) : index, own, vectors, over)));
      }
      for (int generation = 1; generation <= 40; generation++) {
        commitGeneration(index, vectors, generation);
      }
      over.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
  }

  private static void commitGeneration(VectorIndex index, int vectors, int generation) {
    List<IndexedVector> all = new ArrayList<>();
    for (int i = 0; i < vectors; i++) {
      String id = i + "/" + (i % 2 == 0 ? generation : 0);
      all.add(new IndexedVector(id, new float[] {i, 1, 0}, Map.of("generation", generation)));
    }
    index.add(all.subList(0, 7));
    index.delete(
        IntStream.range(0, vectors)
            .mapToObj(i -> i + "/" + (generation - 1))
            .filter(id -> !id.endsWith("/0") || Integer.parseInt(id.split("/", -1)[0]) % 2 == 0)
            .toList());
    index.add(all.subList(7, vectors));
    index.commit();
  }

  private static int generationsSeen(
      VectorIndex index, boolean own, int vectors, AtomicBoolean over) {
    int seen = 0;
    long last = -1;
    boolean end;
    do {
      end = over.get();
      if (own) {
        index.refresh();
      }
      List<Hit> hits =
          index.search(new float[] {1, 1, 0}, SearchOptions.nearest(2 * vectors)).getFirst();
      assertThat(hits).hasSize(vectors);
      List<Object> generations =
          hits.stream().map(hit -> hit.metadata().get("generation")).distinct().toList();
      assertThat(generations).hasSize(1);
      long generation = (Long) generations.getFirst();
      assertThat(generation).isGreaterThanOrEqualTo(last);
      seen += generation > last ? 1 : 0;
      last = generation;
    } while (!end);
    assertThat(last).isEqualTo(40);
    if (own) {
      index.close();
    }
    return seen;
  }

  @Test
  void severalThreadsMayAdd() throws ExecutionException, InterruptedException {
    try (VectorIndex index = create(folder, DESCRIPTION);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> adding = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int number = i;
        adding.add(
            threads.submit(() -> {
              index.add(List.of(vector("own" + number, number, 1, 0), vector("shared", 1, 0, 0)));
              index.delete(List.of("own" + (number - 1) + "?"));
              if (number % 10 == 0) {
                index.commit();
              }
            }));
      }
      for (Future<?> each : adding) {
        each.get();
      }
      index.commit();
      assertThat(index.size()).isEqualTo(41);
    }
  }

  @Test
  void aSecondWriterIsRefused() {
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      String message =
          name(folder) + " is being written by this very process: wait until that has ended";
      assertThatThrownBy(() -> writer(folder))
          .isInstanceOf(DinoException.class)
          .hasMessage(message);
      reader(folder).close();
      index.close();
      index.close();
      VectorIndex next = writer(folder);
      index.close();
      assertThatThrownBy(() -> writer(folder)).hasMessage(message);
      next.close();
    }
  }

  @Test
  void aReaderChangesNothing() {
    create(folder, DESCRIPTION).close();
    try (VectorIndex index = reader(folder)) {
      List<IndexedVector> vectors = List.of(vector("a", 1, 0, 0));
      for (Runnable change :
          List.<Runnable>of(
              () -> index.add(vectors),
              () -> index.delete(List.of("a")),
              index::commit,
              index::optimize)) {
        assertThatThrownBy(change::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("the index was opened for reading");
      }
    }
  }

  @Test
  void aClosedIndexSaysSo() {
    VectorIndex index = create(folder, DESCRIPTION);
    index.close();
    assertThatThrownBy(() -> index.search(new float[3], SearchOptions.nearest(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> index.add(List.of(vector("a", 1, 0, 0))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itDoesNotGrowWhenVectorsAreReplaced() throws IOException {
    float[] vectors = Vectors.clustered(200, 64, 5, 1);
    try (VectorIndex index = create(folder, Vectors.described(64))) {
      long first = 0;
      for (int i = 0; i < 60; i++) {
        index.add(Vectors.named(vectors, 64));
        if (i % 3 == 0) {
          index.delete(List.of("000007"));
        }
        index.commit();
        first = i == 0 ? stored(folder) : first;
      }
      index.optimize();
      assertThat(index.size()).isEqualTo(200);
      assertThat(stored(folder)).isLessThan(2 * first + 10_000);
    }
  }

  // What is refused.

  @Test
  void vectorsOfAnotherSizeAreRefusedAndNoneIsAdded() {
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      List<IndexedVector> vectors = List.of(vector("a", 1, 0, 0), vector("b", 1, 0));
      assertThatThrownBy(() -> index.add(vectors))
          .isInstanceOf(DinoException.class)
          .hasMessage("the vector of b has 2 values, those of the index have 3");
      index.commit();
      assertThat(index.size()).isZero();
      assertThatThrownBy(() -> index.search(new float[4], SearchOptions.nearest(1)))
          .isInstanceOf(DinoException.class)
          .hasMessage("4 values are no queries of 3 each, as the vectors of the index are");
    }
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThatThrownBy(() -> vector("a", 1, Float.NaN, 0))
        .isInstanceOf(DinoException.class)
        .hasMessage("the vector of a has the value NaN at place 1");
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      float[] queries = {0, 0, 0, 0, 0, Float.POSITIVE_INFINITY};
      assertThatThrownBy(() -> index.search(queries, SearchOptions.nearest(1)))
          .isInstanceOf(DinoException.class)
          .hasMessage("query 1 has the value Infinity at place 2");
    }
  }

  @Test
  void featuresOfAnotherModelAreRefused() {
    create(folder, DESCRIPTION).close();
    assertThat(describe(folder)).isEqualTo(DESCRIPTION);
    IndexDescription other =
        new IndexDescription(DIM, "dinov2-s14", "4567", "resize 256, crop 224", "cls");
    for (Access access : Access.values()) {
      assertThatThrownBy(() -> open(folder, access, other))
          .isInstanceOf(DinoException.class)
          .hasMessage(
              name(folder)
                  + " holds vectors of model demo, not dinov2-s14; weights 0123abcd, not 4567:"
                  + " make another index, or use the same model");
    }
    writer(folder).close(); // no lock is left behind
  }

  @Test
  void anIndexIsMadeOnceAndOpenedWhereItIs() {
    create(folder, DESCRIPTION).close();
    assertThatThrownBy(() -> create(folder, DESCRIPTION))
        .isInstanceOf(DinoException.class)
        .hasMessage(name(folder) + " holds an index already");
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> reader(nowhere))
        .isInstanceOf(DinoException.class)
        .hasMessage(name(nowhere) + " holds no index");
    assertThatThrownBy(() -> writer(nowhere)).hasMessage(name(nowhere) + " holds no index");
    assertThat(nowhere).doesNotExist();
    writer(folder).close();
  }

  @Test
  void hostileNamesAndValuesAreRefused() {
    float[] values = {1, 0, 0};
    assertThatThrownBy(() -> vector("", values)).hasMessage("an id is empty");
    assertThatThrownBy(() -> vector("x".repeat(5000), values))
        .hasMessageContaining("takes 5,000 bytes: an index keeps up to 4,096");
    assertThatThrownBy(() -> vector("a\uD83D", values))
        .hasMessageEndingWith("has half of a surrogate pair: it is no Unicode");
    Map<String, Object> bad =
        Map.of(
            "x".repeat(5000),
            1,
            "text",
            "x".repeat(40_000),
            "number",
            Double.NaN,
            "list",
            List.of());
    bad.forEach((column, value) ->
        assertThatThrownBy(() -> new IndexedVector("a", values, Map.of(column, value)))
            .isInstanceOf(DinoException.class)
            .hasMessageStartingWith("column ")
            .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300)));
    assertThatThrownBy(() -> SearchOptions.nearest(0)).isInstanceOf(DinoException.class);
    try (VectorIndex index = create(folder, DESCRIPTION)) {
      String longest = "é".repeat(2048);
      index.add(List.of(new IndexedVector(longest, values, Map.of(longest, "é".repeat(16_000)))));
      index.commit();
      Filter filter =
          new Filter.Comparison(longest, Operator.EQUAL, new Literal.OfText("é".repeat(16_000)));
      assertThat(
              index.search(values, SearchOptions.nearest(1).where(filter)).getFirst().stream()
                  .map(Hit::id)
                  .collect(Collectors.joining()))
          .isEqualTo(longest);
    }
  }
}
