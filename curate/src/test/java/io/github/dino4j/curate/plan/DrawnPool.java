package io.github.dino4j.curate.plan;

import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureWriter;
import io.github.dino4j.data.feature.ImageEntry;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A pool that is drawn: pictures with features as a model would give them. Pictures of one motif
 * have nearly the same features; motifs of one concept are neighbours.
 */
final class DrawnPool {
  static final int DIM = 16;

  private final Path folder;
  private final Random random;
  private final Map<Integer, float[]> concepts = new HashMap<>();
  private final List<FeatureRow> rows = new ArrayList<>();

  DrawnPool(Path folder, long seed) throws IOException {
    this.folder = Files.createDirectories(folder);
    random = new Random(seed);
  }

  /** A motif of a concept: a direction near that of the concept. */
  float[] motif(int concept) {
    float[] centre =
        concepts.computeIfAbsent(concept, its -> noisy(new float[DIM], 1, new Random(its)));
    return noisy(centre, 0.35, random);
  }

  static float[] noisy(float[] vector, double noise, Random random) {
    float[] noisy = vector.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += (float) (noise * random.nextGaussian());
    }
    return noisy;
  }

  /** Adds a picture of a motif, not quite as any other. */
  DrawnPool add(String name, float[] motif, int size, Color background) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(background);
    graphics.fillRect(0, 0, size, size);
    if (!background.equals(Color.BLACK)) {
      for (int i = 0; i < 12; i++) {
        graphics.setColor(new Color(random.nextInt(1 << 24)));
        graphics.fillRect(random.nextInt(size), random.nextInt(size), size / 4, size / 3);
      }
    }
    Path file = folder.resolve(name + ".png");
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return addRow(file, noisy(motif, 0.004, random), size);
  }

  /** Adds a row without drawing its picture. */
  DrawnPool addRow(Path file, float[] vector, int size) {
    rows.add(
        FeatureRow.of(
            new ImageEntry(folder.relativize(file).toString(), file.toString(), size, size),
            "cls",
            FeatureArray.vector(vector)));
    return this;
  }

  Path write(Path file, String model) {
    try (FeatureWriter writer =
        FeatureFile.write(file, Map.of("model", model, "model hash", "hash of " + model))) {
      rows.forEach(writer::write);
      writer.commit();
    }
    return file;
  }

  int size() {
    return rows.size();
  }

  /** Motifs of skewed concepts, with copies, dark and tiny pictures. */
  static DrawnPool usual(Path folder) throws IOException {
    DrawnPool pool = new DrawnPool(folder, 1);
    for (int i = 0; i < 120; i++) {
      int concept = i % 12 == 0 ? 1 + i / 12 : 0; // one is far larger than the others
      float[] motif = pool.motif(concept);
      for (int copy = 0; copy < (i % 10 == 3 ? 4 : 1); copy++) {
        pool.add("concept-%d/%03d-%d".formatted(concept, i, copy), motif, 48 + copy, Color.GRAY);
      }
    }
    for (int i = 0; i < 5; i++) {
      pool.add("junk/dark-" + i, pool.motif(20), 48, Color.BLACK);
      pool.add("junk/tiny-" + i, pool.motif(21), 12, Color.GRAY);
    }
    return pool;
  }
}
