package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.EmbeddingService.Embedding;
import com.example.EmbeddingService.Picture;
import com.example.EmbeddingService.Rejection;
import com.example.FeatureIndex.Match;
import io.github.dino4j.features.FeatureExtractor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingServiceTest {
  private static final int COUNT = 20;

  /** In fp32 and bf16 alike: an image's features do not depend on its batch beyond rounding. */
  private static final double LIKE = 0.999;

  private static EmbeddingService service;
  private static List<Path> images;

  @TempDir static Path photos;
  @TempDir Path folder;

  @BeforeAll
  static void start() {
    service = new EmbeddingService("demo");
    images = IntStream.range(0, COUNT).mapToObj(EmbeddingServiceTest::draw).toList();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** A disc on a ground, every one in other colours. */
  private static Path draw(int i) {
    BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.getHSBColor(i / (float) COUNT, 0.8f, 0.9f));
    graphics.fillRect(0, 0, 160, 120);
    graphics.setColor(Color.getHSBColor(i * 0.37f, 1, 0.4f));
    graphics.fillOval(5 * i, 20, 50 + i, 80 - 2 * i);
    graphics.dispose();
    Path file = photos.resolve("%02d.png".formatted(i));
    try {
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static Picture picture(Path file) {
    try {
      return new Picture(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Embedding> embedAll() {
    return service.embed(images.stream().map(EmbeddingServiceTest::picture), _ -> {}).toList();
  }

  @Test
  void aStreamHasTheFeaturesOfItsImagesInOrder() {
    List<Embedding> embeddings = embedAll();
    assertEquals(
        images.stream().map(Path::toString).toList(),
        embeddings.stream().map(Embedding::id).toList());
    try (FeatureExtractor alone = FeatureExtractor.load("demo")) {
      for (int i : new int[] {0, 7, COUNT - 1}) {
        float[] features = embeddings.get(i).features();
        assertTrue(FeatureIndex.cosine(features, alone.embed(images.get(i))) > LIKE);
      }
    }
  }

  @Test
  void threadsShareOneService() throws InterruptedException, ExecutionException {
    List<Embedding> expected = embedAll();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Embedding>>> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        runs.add(threads.submit(EmbeddingServiceTest::embedAll));
      }
      for (Future<List<Embedding>> run : runs) {
        for (int i = 0; i < COUNT; i++) {
          assertArrayEquals(expected.get(i).features(), run.get().get(i).features());
        }
      }
    }
  }

  @Test
  void whatCannotBeReadIsToldAndPassedOver() {
    List<Rejection> rejections = Collections.synchronizedList(new ArrayList<>());
    List<Picture> pictures =
        List.of(
            picture(images.get(0)),
            new Picture("broken", "no picture".getBytes()),
            picture(images.get(1)));
    List<Embedding> embeddings = service.embed(pictures.stream(), rejections::add).toList();
    assertEquals(2, embeddings.size());
    assertEquals(List.of("broken"), rejections.stream().map(Rejection::id).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "npy", "safetensors"})
  void anImageIsFoundAgainInAFeatureFile(String format) {
    Path file = folder.resolve("features." + format);
    assertEquals(COUNT, service.embedFolder(photos, file).embedded());
    FeatureIndex index = FeatureIndex.read(file);
    assertEquals(COUNT, index.rows().size());
    for (Embedding embedding : embedAll()) {
      Match best = index.mostLike(embedding.features(), 1).getFirst();
      assertEquals(Path.of(embedding.id()).getFileName(), Path.of(best.path()).getFileName());
      assertTrue(best.similarity() > LIKE);
    }
  }
}
