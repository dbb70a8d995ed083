package io.github.dino4j.springai;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.features.index.ImageColumns;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.filter.Filter;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.DocumentEmbeddingModel;
import org.springframework.ai.embedding.DocumentEmbeddingRequest;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;

/**
 * A {@link VectorIndex} as Spring AI's vector store of images.
 *
 * <p><b>Documents</b> have an image, or a text where the embedding model takes texts. The pictures
 * themselves stay where they are: a {@link Media} of a {@code file:} URI is kept by its path, in
 * the column {@code path} as {@code dino4j index} does, and comes back as such a Media; so does one
 * of bytes where its metadata has a {@code path}. A document of bytes alone comes back with its id
 * as its text. Metadata are numbers, texts, booleans and dates, which are kept as text.
 *
 * <p><b>Queries.</b> Spring AI's {@link SearchRequest} asks by text. Here {@code query} is the
 * {@code file:} URI of an image; {@link #similaritySearch(Media, SearchRequest)} takes an image in
 * any form. Any other text goes to the embedding model, and {@link ImageEmbeddingModel} refuses it.
 * A service should not hand on {@code file:} URIs of strangers: whether a file is there, and what
 * it looks like, can be told from the answer.
 *
 * <p><b>Scores</b> are cosines, from -1 to 1. A threshold of 0 accepts all, as Spring AI has it.
 *
 * <p><b>Commits.</b> Every change is committed at once and seen by the next search. A commit costs
 * about as much for one document as for thousands, so add lists, or switch {@link
 * Builder#autoCommit} off and call {@link #commit} after a batch.
 *
 * <p>Nothing is observed by Micrometer. Any number of threads may use it. Index and model stay
 * their owner's.
 */
public final class VectorIndexStore implements VectorStore {
  /** The column of a document's text. */
  private static final String TEXT = "text";

  /** What a query is called in messages. */
  private static final String QUERY = "query";

  private final VectorIndex index;
  private final DocumentEmbeddingModel model;
  private final boolean autoCommit;

  private VectorIndexStore(Builder builder) {
    index = builder.index;
    model = builder.model;
    autoCommit = builder.autoCommit;
  }

  /**
   * Begins a store over an index.
   *
   * @param index is not closed; opened for reading it can be searched only
   * @param model makes vectors as those of the index are
   */
  public static Builder builder(VectorIndex index, DocumentEmbeddingModel model) {
    return new Builder(index, model);
  }

  /** What can be chosen. */
  public static final class Builder {
    private final VectorIndex index;
    private final DocumentEmbeddingModel model;
    private boolean autoCommit = true;

    private Builder(VectorIndex index, DocumentEmbeddingModel model) {
      this.index = index;
      this.model = model;
    }

    /** Whether every change is committed at once, as by default, or by {@link #commit}. */
    public Builder autoCommit(boolean each) {
      autoCommit = each;
      return this;
    }

    /** The store. */
    public VectorIndexStore build() {
      return new VectorIndexStore(this);
    }
  }

  /**
   * Embeds and adds documents, or replaces those of the same ids.
   *
   * @throws DinoException if one cannot be embedded or kept; none of them is added then
   */
  @Override
  public void add(List<Document> documents) {
    if (documents.isEmpty()) {
      return;
    }
    List<Map<String, Object>> columns = documents.stream().map(VectorIndexStore::columns).toList();
    List<float[]> vectors = embed(documents);
    List<IndexedVector> added = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      added.add(new IndexedVector(documents.get(i).getId(), vectors.get(i), columns.get(i)));
    }
    index.add(added);
    changed();
  }

  private List<float[]> embed(List<Document> documents) {
    List<float[]> vectors =
        model.call(new DocumentEmbeddingRequest(documents)).getResults().stream()
            .map(Embedding::getOutput)
            .toList();
    if (vectors.size() != documents.size()) {
      throw new DinoException(
          "the embedding model made %d vectors of %d documents"
              .formatted(vectors.size(), documents.size()));
    }
    return vectors;
  }

  private static Map<String, Object> columns(Document document) {
    Map<String, Object> columns = new HashMap<>();
    document
        .getMetadata()
        .forEach((key, value) ->
            columns.put(key, value instanceof Date date ? FilterTranslation.text(date) : value));
    if (columns.containsKey(TEXT)) {
      throw refused(document, TEXT, "where the text of a document is kept");
    }
    String text = document.getText();
    if (text != null) {
      columns.put(TEXT, text);
    }
    Optional.ofNullable(document.getMedia())
        .flatMap(DocumentImage::file)
        .map(file -> PathText.text(file.toAbsolutePath().normalize()))
        .ifPresent(path -> {
          Object other = columns.put(ImageColumns.PATH, path);
          if (other != null && !other.equals(path)) {
            throw refused(document, ImageColumns.PATH, "where the path of its image is kept");
          }
        });
    return columns;
  }

  private static DinoException refused(Document document, String key, String why) {
    return new DinoException(
        "the metadata of document %s has the key %s, %s: name it otherwise"
            .formatted(Quoted.of(document.getId()), key, why));
  }

  @Override
  public void delete(List<String> ids) {
    index.delete(ids);
    changed();
  }

  /** Deletes what a filter holds for; what was added before is committed first. */
  @Override
  public void delete(org.springframework.ai.vectorstore.filter.Filter.Expression expression) {
    Filter filter = FilterTranslation.of(expression);
    index.deleteIf(vector -> filter.matches(vector.metadata()));
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
   * Finds what looks like the image whose {@code file:} URI is the query.
   *
   * @throws DinoException if it cannot be embedded, or the filter has no translation
   */
  @Override
  public List<Document> similaritySearch(SearchRequest request) {
    String query = request.getQuery();
    return similaritySearch(
        DocumentImage.isFileUri(query)
            ? query(DocumentImage.media(query))
            : new Document(QUERY, query, Map.of()),
        request);
  }

  /**
   * Finds what looks like an image.
   *
   * @param request says how many, how similar and where; its query is not looked at
   * @throws DinoException if the image cannot be embedded, or the filter has no translation
   */
  public List<Document> similaritySearch(Media image, SearchRequest request) {
    return similaritySearch(query(image), request);
  }

  private static Document query(Media image) {
    return new Document(QUERY, image, Map.of());
  }

  private List<Document> similaritySearch(Document query, SearchRequest request) {
    if (request.getTopK() < 1) {
      return List.of();
    }
    double threshold = request.getSimilarityThreshold();
    boolean all = threshold == SearchRequest.SIMILARITY_THRESHOLD_ACCEPT_ALL;
    return index.search(embed(List.of(query)).getFirst(), options(request)).getFirst().stream()
        .filter(hit -> all || hit.score() >= threshold)
        .map(VectorIndexStore::document)
        .toList();
  }

  private static SearchOptions options(SearchRequest request) {
    SearchOptions nearest = SearchOptions.nearest(request.getTopK());
    var filter = request.getFilterExpression();
    return filter == null ? nearest : nearest.where(FilterTranslation.of(filter));
  }

  private static Document document(Hit hit) {
    Map<String, Object> metadata = ImageColumns.shown(hit.metadata());
    Object text = metadata.remove(TEXT);
    String path = ImageColumns.path(metadata);
    Document.Builder document =
        Document.builder().id(hit.id()).metadata(metadata).score((double) hit.score());
    return text != null || path.isEmpty()
        ? document.text(text == null ? hit.id() : text.toString()).build()
        : document.media(DocumentImage.media(PathText.path(path))).build();
  }

  /** The index. */
  @Override
  @SuppressWarnings("unchecked") // as Spring AI declares it: the caller says the type
  public <T> Optional<T> getNativeClient() {
    return Optional.of((T) index);
  }
}
