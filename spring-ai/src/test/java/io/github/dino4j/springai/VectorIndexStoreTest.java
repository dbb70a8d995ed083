package io.github.dino4j.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.index.ImageSearch;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.folder.IndexFolder.Kind;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.DocumentEmbeddingRequest;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResultMetadata.ModalityType;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** Store and embedding model together, on drawn photos and the demo model. */
class VectorIndexStoreTest {
  private static final int COUNT = 20; // more than go through the model at once
  private static final MimeType PNG = MimeTypeUtils.IMAGE_PNG;

  @TempDir static Path photos;
  private static FeatureExtractor extractor;
  private static ImageEmbeddingModel model;

  @TempDir Path folder;
  private VectorIndex index;
  private VectorIndexStore store;

  @BeforeAll
  static void load() throws IOException {
    extractor = FeatureExtractor.load("demo");
    model = new ImageEmbeddingModel(extractor);
    for (int i = 0; i < COUNT; i++) {
      BufferedImage image = new BufferedImage(96, 80, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(Color.getHSBColor(i * 0.31f, 0.8f, 0.9f));
      graphics.fillOval(2 * i, 10, 40 + i, 60);
      graphics.dispose();
      ImageIO.write(image, "png", photo(i).toFile());
    }
  }

  @AfterAll
  static void unload() {
    extractor.close();
  }

  @BeforeEach
  void create() {
    index = IndexFolder.create(folder.resolve("index"), features(), Kind.EXACT);
    store = VectorIndexStore.builder(index, model).build();
  }

  private IndexDescription features() {
    return ImageSearch.description(extractor, folder.resolve("index"));
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static Path photo(int i) {
    return photos.resolve("photo %d.png".formatted(i)); // a blank is %20 in a URI
  }

  private static Document document(int i) {
    return new Document("" + i, new Media(PNG, photo(i).toUri()), Map.of("price", i));
  }

  private void addAll() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      documents.add(document(i));
    }
    store.add(documents);
  }

  private static SearchRequest.Builder like(int i) {
    return SearchRequest.builder().query(photo(i).toUri().toString());
  }

  private List<String> found(SearchRequest.Builder request) {
    return store.similaritySearch(request.build()).stream().map(Document::getId).toList();
  }

  private static double score(Document found) {
    return Objects.requireNonNull(found.getScore());
  }

  private static Media media(Document found) {
    return Objects.requireNonNull(found.getMedia());
  }

  @Test
  void documentsHaveTheFeaturesOfTheExtractorInOrder() {
    List<Document> documents = List.of(document(4), document(2));
    EmbeddingResponse response = model.call(new DocumentEmbeddingRequest(documents));
    for (int i = 0; i < 2; i++) {
      Embedding embedding = response.getResults().get(i);
      float[] expected = extractor.embed(photo(i == 0 ? 4 : 2));
      // In bf16 rounding depends on the batch.
      assertThat(cosine(embedding.getOutput(), expected)).isGreaterThan(0.999);
      assertThat(embedding.getIndex()).isEqualTo(i);
      assertThat(embedding.getMetadata().getDocumentId()).isEqualTo(documents.get(i).getId());
      assertThat(embedding.getMetadata().getModalityType()).isEqualTo(ModalityType.IMAGE);
    }
    assertThat(response.getMetadata().getModel()).isEqualTo("demo");
    assertThat(model.dimensions()).isEqualTo(extractor.config().dim());
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  @Test
  void everyPhotoFindsItselfFirstAndTheRestByFallingCosine() {
    addAll();
    for (int i = 0; i < COUNT; i++) {
      List<Document> found = store.similaritySearch(like(i).topK(COUNT).build());
      assertThat(found).hasSize(COUNT);
      assertThat(found.getFirst().getId()).isEqualTo("" + i);
      float[] query = extractor.embed(photo(i));
      double last = 1.1;
      for (Document document : found) {
        double score = score(document);
        float[] other = extractor.embed(photo(Integer.parseInt(document.getId())));
        // Rounding of bf16 in other batches.
        assertThat(score).isCloseTo(cosine(query, other), within(0.01)).isLessThanOrEqualTo(last);
        last = score;
      }
    }
  }

  @Test
  void aDocumentComesBackWithItsImageAndMetadata() {
    Date day = Date.from(Instant.parse("2026-03-01T12:00:00Z"));
    store.add(
        List.of(
            new Document(
                "a",
                new Media(PNG, photo(1).toUri()),
                Map.of("day", day, "price", 7, "weight", 0.5, "sold", true, "class", "disc"))));
    Document found = store.similaritySearch(like(1).build()).getFirst();
    assertThat(media(found).getData()).isEqualTo(photo(1).toUri().toString());
    assertThat(media(found).getMimeType()).isEqualTo(PNG);
    assertThat(found.getMetadata())
        .isEqualTo(
            Map.of(
                "day",
                "2026-03-01T12:00:00Z",
                "price",
                7L,
                "weight",
                0.5,
                "sold",
                true,
                "class",
                "disc",
                "path",
                photo(1).toString()));
    store.add(List.of(found)); // the same once more
    assertThat(store.similaritySearch(like(1).build()).getFirst().getMetadata())
        .isEqualTo(found.getMetadata());
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void anImageOfBytesIsFoundByItsIdOrItsPath() throws IOException {
    Media bytes = new Media(PNG, new ByteArrayResource(Files.readAllBytes(photo(5))));
    store.add(List.of(new Document("alone", bytes, Map.of())));
    store.add(List.of(new Document("placed", bytes, Map.of("path", photo(5).toString()))));
    List<Document> found = store.similaritySearch(bytes, SearchRequest.builder().topK(2).build());
    assertThat(found).extracting(Document::getId).containsExactly("alone", "placed");
    assertThat(found.getFirst().getText()).isEqualTo("alone");
    assertThat(media(found.getLast()).getData()).isEqualTo(photo(5).toUri().toString());
  }

  @Test
  void filterThresholdAndCountNarrowASearch() {
    addAll();
    List<String> all = found(like(3).topK(COUNT));
    assertThat(found(like(3).topK(4))).isEqualTo(all.subList(0, 4));
    assertThat(found(like(3).topK(0))).isEmpty();
    assertThat(found(like(3).topK(2).filterExpression("price >= 5 && price nin [6, 7]")))
        .isEqualTo(
            all.stream()
                .filter(id -> Integer.parseInt(id) >= 5 && !List.of("6", "7").contains(id))
                .limit(2)
                .toList());
    List<Document> scored = store.similaritySearch(like(3).topK(COUNT).build());
    double third = score(scored.get(2));
    assertThat(found(like(3).topK(COUNT).similarityThreshold(third))).isEqualTo(all.subList(0, 3));
  }

  @Test
  void deletesByIdAndByFilter() {
    addAll();
    store.delete(List.of("0", "1", "never there"));
    store.delete("price < 18");
    assertThat(found(like(0).topK(COUNT))).containsExactlyInAnyOrder("18", "19");
  }

  @Test
  void aChangeIsThereAfterTheIndexIsOpenedAnew() {
    addAll();
    index.close();
    index = IndexFolder.open(folder.resolve("index"), Access.READ, features());
    store = VectorIndexStore.builder(index, model).build();
    assertThat(found(like(3).topK(1))).containsExactly("3");
    assertThat(store.<VectorIndex>getNativeClient()).contains(index);
  }

  @Test
  void aBatchIsSeenWhenItIsCommitted() {
    store = VectorIndexStore.builder(index, model).autoCommit(false).build();
    store.add(List.of(document(1)));
    assertThat(found(like(1))).isEmpty();
    store.commit();
    store.add(List.of(document(2)));
    store.delete("price > 0"); // also what is pending
    store.commit();
    assertThat(found(like(1))).isEmpty();
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    Media image = new Media(PNG, photo(1).toUri());
    Media web = new Media(PNG, URI.create("https://example.com/a.png"));
    Media none = new Media(PNG, new ByteArrayResource(new byte[] {1, 2, 3}));
    Media gone = new Media(PNG, photos.resolve("gone.png").toUri());
    refused(() -> store.add(List.of(document(1), new Document("a", "words", Map.of()))), "text");
    refused(() -> store.add(List.of(new Document("a", web, Map.of()))), "not fetched");
    refused(() -> store.add(List.of(new Document("a", none, Map.of()))), "cannot be read");
    refused(() -> store.add(List.of(new Document("a", gone, Map.of()))), "gone.png");
    refused(() -> store.add(List.of(new Document("a", image, Map.of("text", "b")))), "key text");
    refused(() -> store.add(List.of(new Document("a", image, Map.of("path", "b")))), "key path");
    refused(() -> store.add(List.of(new Document("a", image, Map.of("l", List.of(1))))), "column");
    refused(() -> found(SearchRequest.builder().query("a red shirt")), "file: URI");
    refused(() -> found(SearchRequest.builder().query("file://host/%zz")), "file");
    assertThat(index.size()).isZero();
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(why)
        .message()
        .hasLineCount(1);
  }
}
