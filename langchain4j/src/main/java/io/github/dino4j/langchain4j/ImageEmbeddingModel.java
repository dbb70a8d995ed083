package io.github.dino4j.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.Response;
import io.github.dino4j.DinoException;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Gatherers;

/**
 * Embeds images by their CLS features.
 *
 * <pre>{@code
 * Embedding shirt = model.embed(Path.of("shirt.jpg")).content();
 * }</pre>
 *
 * <p>An {@link EmbeddingRequest} holds inputs of one {@link ImageContent} each, with its bytes in
 * Base64: nothing is fetched from a network. DINOv2 has seen no words, so LangChain4j refuses texts
 * with an {@link dev.langchain4j.exception.UnsupportedFeatureException}.
 *
 * <p>Any number of threads may use it. The extractor stays its owner's.
 */
public final class ImageEmbeddingModel implements EmbeddingModel {
  /** Images that lie in memory, ready for the model, at a time: enough for its full speed. */
  private static final int BATCH = 16;

  private final FeatureExtractor extractor;

  /**
   * @param extractor is not closed
   */
  public ImageEmbeddingModel(FeatureExtractor extractor) {
    this.extractor = extractor;
  }

  /**
   * Embeds an image file.
   *
   * @throws io.github.dino4j.image.UnreadableImageException if it is no image that can be read
   */
  public Response<Embedding> embed(Path image) {
    return Response.from(Embedding.from(extractor.embed(image)));
  }

  /**
   * Embeds the content of an image file.
   *
   * @throws io.github.dino4j.image.UnreadableImageException if it is no image that can be read
   */
  public Response<Embedding> embed(byte[] image) {
    return Response.from(
        Embedding.from(extractor.cls(List.of(extractor.prepare(image))).getFirst()));
  }

  /**
   * @throws DinoException if an input is more than one image, or has an address in place of bytes
   * @throws io.github.dino4j.image.UnreadableImageException if one is no image that can be read
   */
  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    List<Embedding> embeddings =
        request.inputs().stream()
            .map(this::prepare)
            .gather(Gatherers.windowFixed(BATCH))
            .flatMap(images -> extractor.cls(images).stream())
            .map(Embedding::from)
            .toList();
    return EmbeddingResponse.builder()
        .embeddings(embeddings)
        .metadata(EmbeddingResponseMetadata.builder().modelName(modelName()).build())
        .build();
  }

  private PreparedImage prepare(EmbeddingInput input) {
    List<Content> contents = input.contents();
    if (contents.size() != 1 || !(contents.getFirst() instanceof ImageContent content)) {
      throw new DinoException(
          "an input has %d contents: give each image an input of its own"
              .formatted(contents.size()));
    }
    String encoded = content.image().base64Data();
    if (encoded == null) {
      throw new DinoException(
          "the image %s is not fetched: give its bytes".formatted(content.image().url()));
    }
    return extractor.prepare(decode(encoded));
  }

  private static byte[] decode(String encoded) {
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new DinoException("the data of an image is no Base64: " + e.getMessage(), e);
    }
  }

  /** Images alone. */
  @Override
  public Set<ContentType> supportedContentTypes() {
    return Set.of(ContentType.IMAGE);
  }

  @Override
  public int dimension() {
    return extractor.config().dim();
  }

  @Override
  public String modelName() {
    return extractor.modelName();
  }
}
