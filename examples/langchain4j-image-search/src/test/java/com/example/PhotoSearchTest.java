package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void aPhotoFindsItselfAndOthersOfItsLabelAlone() throws IOException {
    Path query = photos.resolve("squares/2.png");
    Path index = folder.resolve("index");
    List<EmbeddingMatch<TextSegment>> first;
    try (PhotoSearch search = new PhotoSearch("demo", index)) {
      search.add(photos);
      first = search.like(query, "squares", 4);
    }
    assertEquals(4, first.size());
    assertEquals(query.toString(), first.getFirst().embedded().text());
    assertTrue(first.getFirst().score() > 0.999);
    for (EmbeddingMatch<TextSegment> match : first) {
      assertEquals("squares", match.embedded().metadata().getString("label"));
    }
    try (PhotoSearch again = new PhotoSearch("demo", index)) { // the index is there
      assertEquals(first, again.like(query, "squares", 4));
      assertEquals(COUNT, again.like(query, "discs", 100).size());
    }
  }
}
