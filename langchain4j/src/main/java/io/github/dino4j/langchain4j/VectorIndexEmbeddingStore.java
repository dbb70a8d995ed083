package io.github.dino4j.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.features.index.ImageColumns;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link VectorIndex} as LangChain4j's embedding store. What is embedded beside a vector is a
 * {@link TextSegment}: for an image a text that names it, such as its path, and its metadata, which
 * searches filter by.
 *
 * <p>Every change is committed at once and seen by the next search. A commit costs about as much
 * for one vector as for thousands, so add lists, or switch {@link Builder#autoCommit} off and call
 * {@link #commit} after a batch.
 *
 * <ul>
 *   <li>A score is LangChain4j's: (cosine + 1) / 2.
 *   <li>Embeddings of matches have length 1.
 *   <li>A UUID in metadata is kept as text and a float as the double of the same digits; both come
 *       back by {@link Metadata#getUUID} and {@link Metadata#getFloat}. A boolean of an index that
 *       was made otherwise comes out as text, and is filtered by as a boolean.
 *   <li>Of filters {@code ContainsString}, UUIDs by order, numbers that are no double and classes
 *       of your own are refused.
 *   <li>The words of a hybrid search, {@link EmbeddingSearchRequest#query}, are not looked at.
 * </ul>
 *
 * <p>Any number of threads may use it. The index stays its owner's.
 */
public final class VectorIndexEmbeddingStore implements EmbeddingStore<TextSegment> {
  private final VectorIndex index;
  private final String textColumn;
  private final boolean autoCommit;

  private VectorIndexEmbeddingStore(Builder builder) {
    index = builder.index;
    textColumn = builder.textColumn;
    autoCommit = builder.autoCommit;
  }

  /** A store over an index, with all as by default. */
  public static VectorIndexEmbeddingStore of(VectorIndex index) {
    return builder(index).build();
  }

  /**
   * Begins a store over an index.
   *
   * @param index is not closed; opened for reading it can be searched only
   */
  public static Builder builder(VectorIndex index) {
    return new Builder(index);
  }

  /** What can be chosen. */
  public static final class Builder {
    private final VectorIndex index;
    private String textColumn = "text";
    private boolean autoCommit = true;

    private Builder(VectorIndex index) {
      this.index = index;
    }

    /**
     * The column that holds the text of a segment, by default {@code text}. In an index that {@code
     * dino4j index} made, {@code path} is there.
     */
    public Builder textColumn(String column) {
      textColumn = column;
      return this;
    }

    /** Whether every change is committed at once, as by default, or by {@link #commit}. */
    public Builder autoCommit(boolean each) {
      autoCommit = each;
      return this;
    }

    /** The store. */
    public VectorIndexEmbeddingStore build() {
      return new VectorIndexEmbeddingStore(this);
    }
  }

  @Override
  public String add(Embedding embedding) {
    return addAll(List.of(embedding)).getFirst();
  }

  @Override
  public void add(String id, Embedding embedding) {
    addAll(List.of(id), List.of(embedding), null);
  }

  @Override
  public String add(Embedding embedding, TextSegment embedded) {
    return addAll(List.of(embedding), List.of(embedded)).getFirst();
  }

  @Override
  public List<String> addAll(List<Embedding> embeddings) {
    List<String> ids = generateIds(embeddings.size());
    addAll(ids, embeddings, null);
    return ids;
  }

  /**
   * Adds vectors, or replaces those of the same ids.
   *
   * @param embedded one for each embedding; null for none
   * @throws DinoException if the lists differ in length, vectors are of another size than those of
   *     the index, or it cannot keep their metadata
   */
  @Override
  public void addAll(
      List<String> ids, List<Embedding> embeddings, @Nullable List<TextSegment> embedded) {
    int count = embeddings.size();
    if (ids.size() != count || (embedded != null && embedded.size() != count)) {
      throw new DinoException(
          "%d embeddings have %d ids and %s segments: each needs one"
              .formatted(count, ids.size(), embedded == null ? "no" : embedded.size()));
    }
    List<IndexedVector> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = ids.get(i);
      Map<String, Object> columns = embedded == null ? Map.of() : columns(id, embedded.get(i));
      vectors.add(new IndexedVector(id, embeddings.get(i).vector(), columns));
    }
    index.add(vectors);
    changed();
  }

  private Map<String, Object> columns(String id, TextSegment segment) {
    Map<String, Object> columns = columns(segment.metadata());
    if (columns.put(textColumn, segment.text()) != null) {
      throw new DinoException(
          "the metadata of %s has the key %s, where its text is kept: choose another textColumn"
              .formatted(Quoted.of(id), Quoted.of(textColumn)));
    }
    return columns;
  }

  /** Metadata as an index keeps them. */
  static Map<String, Object> columns(Metadata metadata) {
    Map<String, Object> columns = new HashMap<>();
    metadata.toMap().forEach((key, value) -> columns.put(key, scalar(value)));
    return columns;
  }

  private static Object scalar(Object value) {
    return switch (value) {
      case UUID id -> id.toString();
      case Float number when Float.isFinite(number) -> FilterTranslation.decimal(number);
      default -> value;
    };
  }

  @Override
  public void removeAll(Collection<String> ids) {
    index.delete(ids);
    changed();
  }

  /** Removes what a filter holds for; what was added before is committed first. */
  @Override
  public void removeAll(Filter filter) {
    io.github.dino4j.search.filter.Filter condition = FilterTranslation.of(filter);
    removeIf(vector -> condition.matches(vector.metadata()));
  }

  /** Removes everything; what was added before is committed first. */
  @Override
  public void removeAll() {
    removeIf(_ -> true);
  }

  private void removeIf(Predicate<IndexedVector> condition) {
    index.deleteIf(condition);
    changed();
  }

  private void changed() {
    if (autoCommit) {
      commit();
    }
  }

  /** Makes all changes visible and durable. */
  public void commit() {
    index.commit();
  }

  /**
   * @throws DinoException if the query is of another size than the vectors of the index, or the
   *     filter has no translation
   */
  @Override
  public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
    float[] query = request.queryEmbedding().vector();
    int dim = index.description().dim();
    if (query.length != dim) {
      throw new DinoException(
          "the query has %d values, the vectors of the index have %d".formatted(query.length, dim));
    }
    return new EmbeddingSearchResult<>(
        index.search(query, options(request)).getFirst().stream()
            .filter(hit -> score(hit) >= request.minScore())
            .flatMap(this::match)
            .toList());
  }

  private static SearchOptions options(EmbeddingSearchRequest request) {
    SearchOptions nearest = SearchOptions.nearest(request.maxResults());
    Filter filter = request.filter();
    return filter == null ? nearest : nearest.where(FilterTranslation.of(filter));
  }

  private static double score(Hit hit) {
    return RelevanceScore.fromCosineSimilarity(Math.clamp(hit.score(), -1f, 1f)); // fp32 exceeds 1
  }

  /** None if it was removed since it was found. */
  private Stream<EmbeddingMatch<TextSegment>> match(Hit hit) {
    return index.find(hit.id()).stream()
        .map(found ->
            new EmbeddingMatch<>(
                score(hit), hit.id(), Embedding.from(found.vector()), segment(hit.metadata())));
  }

  /** Null where there is no text, as LangChain4j has it for vectors that were added alone. */
  private @Nullable TextSegment segment(Map<String, Object> columns) {
    if (!(columns.get(textColumn) instanceof String text) || text.isBlank()) {
      return null;
    }
    Map<String, Object> metadata = new HashMap<>();
    ImageColumns.shown(columns)
        .forEach((column, value) -> {
          if (!column.isBlank() && !column.equals(textColumn)) {
            metadata.put(column, value instanceof Boolean flag ? flag.toString() : value);
          }
        });
    return TextSegment.from(text, Metadata.from(metadata));
  }
}
