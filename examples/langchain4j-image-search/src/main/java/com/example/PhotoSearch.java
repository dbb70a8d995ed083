package com.example;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.index.ImageSearch;
import io.github.dino4j.langchain4j.ImageEmbeddingModel;
import io.github.dino4j.langchain4j.VectorIndexEmbeddingStore;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Photos in LangChain4j's embedding store, by what they show. */
public final class PhotoSearch implements AutoCloseable {
  private final FeatureExtractor dino;
  private final VectorIndex index;
  private final ImageEmbeddingModel model;
  private final VectorIndexEmbeddingStore store;

  /**
   * @param name of a released model, a weight file or {@code demo}
   * @param folder of the index, made where it is missing
   */
  public PhotoSearch(String name, Path folder) {
    dino = FeatureExtractor.load(name);
    IndexDescription features = ImageSearch.description(dino, folder);
    index = IndexFolder.openOrCreate(folder, features, 10_000);
    model = new ImageEmbeddingModel(dino);
    store = VectorIndexEmbeddingStore.builder(index).autoCommit(false).build();
  }

  /** Adds the photos of a folder of folders, each with the name of its folder as label. */
  public void add(Path photos) throws IOException {
    try (Stream<Path> files = Files.walk(photos)) {
      files.filter(Files::isRegularFile).forEach(this::addPhoto);
    }
    store.commit();
  }

  private void addPhoto(Path photo) {
    Embedding embedding = model.embed(photo).content();
    String label = photo.getParent().getFileName().toString();
    TextSegment named = TextSegment.from(photo.toString(), Metadata.from("label", label));
    store.addAll(List.of(photo.toString()), List.of(embedding), List.of(named));
  }

  /** The photos of a label that look most like one. */
  public List<EmbeddingMatch<TextSegment>> like(Path photo, String label, int count) {
    return store
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(model.embed(photo).content())
                .filter(metadataKey("label").isEqualTo(label))
                .maxResults(count)
                .build())
        .matches();
  }

  @Override
  public void close() {
    index.close();
    dino.close();
  }

  /** PHOTOS INDEX PHOTO LABEL: indexes PHOTOS and prints what looks like PHOTO. */
  public static void main(String[] args) throws IOException {
    try (PhotoSearch search = new PhotoSearch("demo", Path.of(args[1]))) {
      search.add(Path.of(args[0]));
      search
          .like(Path.of(args[2]), args[3], 10)
          .forEach(match -> System.out.printf("%.3f %s%n", match.score(), match.embedded().text()));
    }
  }
}
