package io.github.dino4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.store.embedding.CosineSimilarity;
import io.github.dino4j.DinoException;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.UnreadableImageException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageEmbeddingModelTest {
  /** In bf16 an image's features depend on its batch by rounding alone. */
  private static final double SAME = 0.999;

  @TempDir static Path photos;
  private static FeatureExtractor extractor;
  private static ImageEmbeddingModel model;

  @BeforeAll
  static void load() {
    extractor = FeatureExtractor.load("demo");
    model = new ImageEmbeddingModel(extractor);
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  private static Path draw(int i) throws IOException {
    BufferedImage image = new BufferedImage(96, 80, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.getHSBColor(i * 0.31f, 0.8f, 0.9f));
    graphics.fillOval(3 * i, 10, 40 + i, 60);
    graphics.dispose();
    Path file = photos.resolve(i + ".png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static EmbeddingRequest request(Content... images) {
    List<EmbeddingInput> inputs = new ArrayList<>();
    for (Content image : images) {
      inputs.add(EmbeddingInput.from(image));
    }
    return EmbeddingRequest.builder().inputs(inputs).build();
  }

  @Test
  void imagesHaveTheFeaturesOfTheExtractorInOrder() throws IOException {
    Content[] contents = new Content[20]; // more than go through the model at once
    List<Embedding> expected = new ArrayList<>();
    for (int i = 0; i < contents.length; i++) {
      contents[i] = ImageContent.from(draw(i), "image/png");
      expected.add(Embedding.from(extractor.embed(draw(i))));
    }
    EmbeddingModel asOthersSeeIt = model;
    EmbeddingResponse response = asOthersSeeIt.embed(request(contents));
    assertThat(response.embeddings()).hasSameSizeAs(expected);
    for (int i = 0; i < contents.length; i++) {
      assertThat(CosineSimilarity.between(response.embeddings().get(i), expected.get(i)))
          .isGreaterThan(SAME);
    }
    assertThat(response.modelName()).isEqualTo("demo");
    assertThat(model.dimension()).isEqualTo(expected.getFirst().dimension());
  }

  @Test
  void aFileAndItsBytesAreTheSameImage() throws IOException {
    Path file = draw(3);
    assertThat(model.embed(Files.readAllBytes(file)).content().vector())
        .containsExactly(model.embed(file).content().vector(), within(1e-4f));
  }

  @Test
  void textsAreRefusedByLangChain4j() {
    assertThatThrownBy(() -> model.embed("a red shirt"))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("TEXT")
        .hasMessageContaining("IMAGE");
  }

  @Test
  void whatIsNoImageIsToldInOneLine() throws IOException {
    ImageContent image = ImageContent.from(draw(1), "image/png");
    refused(request(ImageContent.from(URI.create("https://example.com/a.jpg"))), "not fetched");
    refused(request(ImageContent.from("!", "image/png")), "Base64");
    refused(
        EmbeddingRequest.builder().inputs(List.of(EmbeddingInput.from(image, image))).build(),
        "2 contents");
    assertThatThrownBy(() -> model.embed(request(ImageContent.from("bm9uZQ==", "image/png"))))
        .isInstanceOf(UnreadableImageException.class);
  }

  private static void refused(EmbeddingRequest request, String why) {
    assertThatThrownBy(() -> model.embed(request))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(why)
        .message()
        .hasLineCount(1);
  }
}
