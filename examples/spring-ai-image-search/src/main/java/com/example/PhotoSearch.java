package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.FilterExpressionBuilder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.MimeType;

/** Photos in Spring AI's vector store, by what they show. */
public class PhotoSearch {
  private static final MimeType IMAGE = new MimeType("image");

  private final VectorStore store;

  PhotoSearch(VectorStore store) {
    this.store = store;
  }

  /** Adds the photos of a folder of folders, each with the name of its folder as label. */
  public void add(Path photos) throws IOException {
    try (Stream<Path> files = Files.walk(photos)) {
      store.add(files.filter(Files::isRegularFile).map(PhotoSearch::document).toList());
    }
  }

  private static Document document(Path photo) {
    String label = photo.getParent().getFileName().toString();
    return new Document(photo.toString(), new Media(IMAGE, photo.toUri()), Map.of("label", label));
  }

  /** The photos of a label that look most like one. */
  public List<Document> like(Path photo, String label, int count) {
    return store.similaritySearch(
        SearchRequest.builder()
            .query(photo.toUri().toString())
            .filterExpression(new FilterExpressionBuilder().eq("label", label).build())
            .topK(count)
            .build());
  }

  /** PHOTOS PHOTO LABEL: indexes PHOTOS in -Ddino.index and prints what looks like PHOTO. */
  public static void main(String[] args) throws IOException {
    try (var context = new AnnotationConfigApplicationContext(SearchConfiguration.class)) {
      PhotoSearch search = context.getBean(PhotoSearch.class);
      search.add(Path.of(args[0]));
      search
          .like(Path.of(args[1]), args[2], 10)
          .forEach(found -> System.out.printf("%.3f %s%n", found.getScore(), found.getId()));
    }
  }
}
