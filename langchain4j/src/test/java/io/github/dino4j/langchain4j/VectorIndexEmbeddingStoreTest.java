package io.github.dino4j.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.folder.IndexFolder.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorIndexEmbeddingStoreTest {
  private static final IndexDescription FEATURES = new IndexDescription(3, "drawn", "", "", "cls");

  @TempDir Path folder;
  private VectorIndex index;
  private VectorIndexEmbeddingStore store;

  @BeforeEach
  void create() {
    index = IndexFolder.create(folder.resolve("index"), FEATURES, Kind.EXACT);
    store = VectorIndexEmbeddingStore.of(index);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static Embedding vector(float... values) {
    return Embedding.from(values);
  }

  private static TextSegment segment(String text, Map<String, ?> metadata) {
    return TextSegment.from(text, Metadata.from(metadata));
  }

  private static List<String> ids(EmbeddingStore<TextSegment> store) {
    return store.search(nearest(vector(1, 1, 1)).maxResults(100).build()).matches().stream()
        .map(EmbeddingMatch::embeddingId)
        .sorted()
        .toList();
  }

  private static EmbeddingSearchRequest.EmbeddingSearchRequestBuilder nearest(Embedding query) {
    return EmbeddingSearchRequest.builder().queryEmbedding(query);
  }

  /** Cosines and scores are those that LangChain4j computes itself, in both kinds of index. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"EXACT", "LUCENE"})
  void findsWhatLangChain4jFindsByComparingAll(Kind kind) {
    Random random = new Random(3);
    List<Embedding> vectors = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      vectors.add(draw(random));
      ids.add("%02d".formatted(i));
    }
    try (VectorIndex drawn = IndexFolder.create(folder.resolve("drawn"), FEATURES, kind)) {
      EmbeddingStore<TextSegment> all = VectorIndexEmbeddingStore.of(drawn);
      all.addAll(ids, vectors, ids.stream().map(id -> segment(id, Map.of("n", id))).toList());
      Embedding query = draw(random);
      List<EmbeddingMatch<TextSegment>> matches =
          all.search(nearest(query).maxResults(60).minScore(0.6).build()).matches();
      List<String> expected =
          ids.stream()
              .filter(id -> score(query, vectors, id) >= 0.6)
              .sorted((a, b) -> Double.compare(score(query, vectors, b), score(query, vectors, a)))
              .toList();
      assertThat(expected).hasSizeBetween(5, 55);
      assertThat(matches).extracting(EmbeddingMatch::embeddingId).isEqualTo(expected);
      for (EmbeddingMatch<TextSegment> match : matches) {
        // Float32 against the double of LangChain4j.
        assertThat(match.score())
            .isCloseTo(score(query, vectors, match.embeddingId()), within(1e-6));
        assertThat(match.embedded())
            .isEqualTo(segment(match.embeddingId(), Map.of("n", match.embeddingId())));
        assertThat(
                CosineSimilarity.between(
                    match.embedding(), vectors.get(ids.indexOf(match.embeddingId()))))
            .isCloseTo(1, within(1e-6));
      }
    }
  }

  private static Embedding draw(Random random) {
    return vector(
        (float) random.nextGaussian(),
        (float) random.nextGaussian(),
        (float) random.nextGaussian());
  }

  private static double score(Embedding query, List<Embedding> vectors, String id) {
    return RelevanceScore.fromCosineSimilarity(
        CosineSimilarity.between(query, vectors.get(Integer.parseInt(id))));
  }

  @Test
  void aScoreOfTheOppositeIsZeroAndOfTheSameIsOne() {
    store.add("same", vector(0, 2, 0));
    store.add("across", vector(3, 0, 0));
    store.add("opposite", vector(0, -5, 0));
    assertThat(store.search(nearest(vector(0, 1, 0)).build()).matches())
        .extracting(EmbeddingMatch::embeddingId, EmbeddingMatch::score)
        .containsExactly(tuple("same", 1.0), tuple("across", 0.5), tuple("opposite", 0.0));
  }

  @Test
  void everyWayToAddGivesItsId() {
    String alone = store.add(vector(1, 0, 0));
    String described = store.add(vector(0, 1, 0), segment("b", Map.of()));
    List<String> several = store.addAll(List.of(vector(0, 0, 1), vector(1, 1, 0)));
    store.add("mine", vector(1, 0, 1));
    List<String> all = new ArrayList<>(several);
    all.addAll(List.of(alone, described, "mine"));
    assertThat(ids(store)).containsExactlyInAnyOrderElementsOf(all).doesNotHaveDuplicates();
    EmbeddingMatch<TextSegment> match =
        store.search(nearest(vector(1, 0, 0)).maxResults(1).build()).matches().getFirst();
    assertThat(match.embeddingId()).isEqualTo(alone);
    assertThat(match.embedded()).isNull();
  }

  @Test
  void anIdThatIsThereIsReplaced() {
    store.addAll(List.of("a"), List.of(vector(1, 0, 0)), List.of(segment("old", Map.of("x", 1))));
    store.addAll(List.of("a"), List.of(vector(0, 1, 0)), List.of(segment("new", Map.of())));
    EmbeddingMatch<TextSegment> match =
        store.search(nearest(vector(0, 1, 0)).build()).matches().getFirst();
    assertThat(match.score()).isEqualTo(1.0);
    assertThat(match.embedded()).isEqualTo(segment("new", Map.of()));
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void metadataComeBackByTheirTypes() {
    UUID serial = new UUID(7, 9);
    store.add(
        vector(1, 0, 0),
        segment(
            "shirt.jpg",
            Map.of("i", 5, "l", 1L << 62, "f", 0.1f, "d", 2.5, "s", "blue", "u", serial)));
    Metadata found =
        store.search(nearest(vector(1, 0, 0)).build()).matches().getFirst().embedded().metadata();
    assertThat(found.getInteger("i")).isEqualTo(5);
    assertThat(found.getLong("l")).isEqualTo(1L << 62);
    assertThat(found.getFloat("f")).isEqualTo(0.1f);
    assertThat(found.getDouble("d")).isEqualTo(2.5);
    assertThat(found.getString("s")).isEqualTo("blue");
    assertThat(found.getUUID("u")).isEqualTo(serial);
    assertThat(found.toMap()).hasSize(6);
  }

  private void addPriced() {
    List<String> ids = List.of("1", "2", "3", "4");
    store.addAll(
        ids,
        List.of(vector(1, 0, 0), vector(1, 1, 0), vector(1, 0, 1), vector(0, 1, 0)),
        ids.stream().map(id -> segment(id, Map.of("price", Integer.parseInt(id)))).toList());
  }

  @Test
  void aFilterKeepsTheNearestOfThoseItHoldsFor() {
    addPriced();
    assertThat(
            store
                .search(
                    nearest(vector(1, 0, 0))
                        .filter(metadataKey("price").isGreaterThanOrEqualTo(2))
                        .maxResults(2)
                        .build())
                .matches())
        .extracting(EmbeddingMatch::embeddingId)
        .containsExactly("2", "3");
  }

  @Test
  void removesByIdByFilterAndAll() {
    addPriced();
    store.remove("1");
    store.removeAll(List.of("2", "never there"));
    assertThat(ids(store)).containsExactly("3", "4");
    store.removeAll(metadataKey("price").isLessThan(4));
    assertThat(ids(store)).containsExactly("4");
    store.removeAll();
    assertThat(ids(store)).isEmpty();
  }

  @Test
  void aChangeIsThereAfterTheIndexIsOpenedAnew() {
    addPriced();
    index.close();
    index = IndexFolder.open(folder.resolve("index"), Access.READ, FEATURES);
    assertThat(ids(VectorIndexEmbeddingStore.of(index))).containsExactly("1", "2", "3", "4");
  }

  @Test
  void aBatchIsSeenWhenItIsCommitted() {
    store = VectorIndexEmbeddingStore.builder(index).autoCommit(false).build();
    addPriced();
    assertThat(ids(store)).isEmpty();
    store.commit();
    assertThat(ids(store)).hasSize(4);
    store.add("5", vector(1, 2, 3));
    store.removeAll(metadataKey("price").isNotEqualTo(1)); // also what is pending
    store.commit();
    assertThat(ids(store)).containsExactly("1");
  }

  @Test
  void anIndexOfTheCommandIsReadByItsPaths() {
    Map<String, Object> columns = Map.of("path", "/photos/a.jpg", "sold", true, "fromInput", "x");
    index.add(List.of(new IndexedVector("a", new float[] {1, 0, 0}, columns)));
    index.commit();
    store = VectorIndexEmbeddingStore.builder(index).textColumn("path").build();
    assertThat(
            store
                .search(
                    nearest(vector(1, 0, 0)).filter(metadataKey("path").isNotEqualTo("b")).build())
                .matches())
        .extracting(EmbeddingMatch::embedded)
        .containsExactly(segment("/photos/a.jpg", Map.of("sold", "true")));
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    refused(() -> store.add(vector(1, 2)), "2 values");
    refused(() -> store.search(nearest(vector(1, 2, 3, 4, 5, 6)).build()), "6 values");
    refused(() -> store.addAll(List.of("a"), List.of(vector(1, 2, 3)), List.of()), "segments");
    refused(() -> store.addAll(List.of(), List.of(vector(1, 2, 3)), null), "0 ids");
    refused(() -> store.add(vector(1, 2, 3), segment("a", Map.of("text", "b"))), "textColumn");
    assertThat(ids(store)).isEmpty();
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(why)
        .message()
        .hasLineCount(1);
  }
}
