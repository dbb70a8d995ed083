package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.document.Document;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class PhotoSearchTest {
  private static final int COUNT = 6;

  @TempDir static Path folder;
  private static Path photos;

  @BeforeAll
  static void draw() throws IOException {
    photos = folder.resolve("photos");
    for (int i = 0; i < COUNT; i++) {
      draw(photos.resolve("discs/%d.png".formatted(i)), i, true);
      draw(photos.resolve("squares/%d.png".formatted(i)), i, false);
    }
  }

  /** Every one in other colours. */
  private static void draw(Path file, int i, boolean disc) throws IOException {
    BufferedImage image = new BufferedImage(120, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.getHSBColor(i / (float) COUNT, 0.8f, 0.9f));
    graphics.fillRect(0, 0, 120, 120);
    graphics.setColor(Color.getHSBColor(i * 0.37f, 1, 0.4f));
    if (disc) {
      graphics.fillOval(20, 20, 80, 80);
    } else {
      graphics.fillRect(20, 20, 80, 80);
    }
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /** A context whose index lies in a folder. */
  private static AnnotationConfigApplicationContext context(Path index) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.of("dino.index", index.toString())));
    context.register(SearchConfiguration.class);
    context.refresh();
    return context;
  }

  @Test
  void aPhotoFindsItselfAndOthersOfItsLabelAlone() throws IOException {
    Path query = photos.resolve("squares/2.png");
    Path index = folder.resolve("index");
    List<String> first;
    try (var context = context(index)) {
      PhotoSearch search = context.getBean(PhotoSearch.class);
      search.add(photos);
      List<Document> found = search.like(query, "squares", 4);
      assertEquals(query.toString(), found.getFirst().getId());
      assertEquals(query.toUri().toString(), found.getFirst().getMedia().getData());
      assertTrue(found.getFirst().getScore() > 0.999);
      for (Document document : found) {
        assertEquals("squares", document.getMetadata().get("label"));
      }
      first = found.stream().map(Document::getId).toList();
    }
    assertEquals(4, first.size());
    try (var context = context(index)) { // the index is there
      PhotoSearch again = context.getBean(PhotoSearch.class);
      assertEquals(first, again.like(query, "squares", 4).stream().map(Document::getId).toList());
      assertEquals(COUNT, again.like(query, "discs", 100).size());
    }
  }
}
