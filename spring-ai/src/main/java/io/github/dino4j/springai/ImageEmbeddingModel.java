package io.github.dino4j.springai;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.image.UnreadableImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Gatherers;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.DocumentEmbeddingModel;
import org.springframework.ai.embedding.DocumentEmbeddingRequest;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.EmbeddingResultMetadata;
import org.springframework.ai.embedding.EmbeddingResultMetadata.ModalityType;

/**
 * Embeds documents of images by their CLS features. A document has a {@link Media} of bytes or of a
 * {@code file:} URI: nothing is fetched from a network. Documents of text are refused, as DINOv2
 * has seen no words.
 *
 * <p>Any number of threads may use it. The extractor stays its owner's.
 */
public final class ImageEmbeddingModel implements DocumentEmbeddingModel {
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
   * Embeds documents; options of the request are not looked at.
   *
   * @return an embedding for each document in turn
   * @throws DinoException that names the document that has no image, or none that can be read
   */
  @Override
  public EmbeddingResponse call(DocumentEmbeddingRequest request) {
    List<Document> documents = request.getInstructions();
    List<float[]> vectors =
        documents.stream()
            .map(this::prepare)
            .gather(Gatherers.windowFixed(BATCH))
            .flatMap(images -> extractor.cls(images).stream())
            .toList();
    List<Embedding> embeddings = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      embeddings.add(new Embedding(vectors.get(i), i, metadata(documents.get(i))));
    }
    EmbeddingResponseMetadata metadata = new EmbeddingResponseMetadata();
    metadata.setModel(extractor.modelName());
    return new EmbeddingResponse(embeddings, metadata);
  }

  private PreparedImage prepare(Document document) {
    try {
      return extractor.prepare(DocumentImage.read(document));
    } catch (UnreadableImageException e) {
      throw new DinoException(
          "the image of document %s cannot be read: %s"
              .formatted(Quoted.of(document.getId()), e.reason()),
          e);
    }
  }

  private static EmbeddingResultMetadata metadata(Document document) {
    Media media = document.getMedia();
    return media == null
        ? EmbeddingResultMetadata.EMPTY
        : new EmbeddingResultMetadata(
            document.getId(), ModalityType.IMAGE, media.getMimeType(), media.getData());
  }

  @Override
  public int dimensions() {
    return extractor.config().dim();
  }
}
