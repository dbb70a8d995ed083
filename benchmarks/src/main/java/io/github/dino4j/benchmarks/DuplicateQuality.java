package io.github.dino4j.benchmarks;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.Calibration;
import io.github.dino4j.curate.dedup.CompleteLinkage;
import io.github.dino4j.curate.dedup.Components;
import io.github.dino4j.curate.dedup.DedupOptions;
import io.github.dino4j.curate.dedup.NearDuplicates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.IntStream;

/**
 * How well vectors tell copies of an image from other images. Argument: {@code grey}, {@code rgb}
 * or a model ({@link ImageVectors}). Answers lines of standard input, whose lists are those of
 * {@link PlantedCopies}:
 *
 * <ul>
 *   <li>{@code vectors LIST FILE}: writes them, little-endian float32, and says how many values
 *       each has;
 *   <li>{@code calibrate LIST POOL}: the threshold that tells the copies of the first from the
 *       images of the second with the best F1, its precision and recall, and the same of the lowest
 *       with a precision of 0.99, of nothing where there is none;
 *   <li>{@code planted LIST THRESHOLD}: {@link PlantedFindings}, by components and by groups of
 *       complete linkage.
 * </ul>
 */
public final class DuplicateQuality {
  private static final long SEED = 1;

  private final String kind;
  private final Map<Path, VectorBlock> known = new HashMap<>();

  private DuplicateQuality(String kind) {
    this.kind = kind;
  }

  public static void main(String[] arguments) {
    DuplicateQuality quality = new DuplicateQuality(arguments[0]);
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      System.out.println(quality.answer(lines.nextLine().split(" ")));
    }
  }

  private String answer(String[] words) {
    PlantedCopies images = PlantedCopies.read(Path.of(words[1]));
    VectorBlock vectors = vectors(images, Path.of(words[1]));
    return switch (words[0]) {
      case "vectors" -> write(vectors, Path.of(words[2]));
      case "calibrate" -> {
        PlantedCopies pool = PlantedCopies.read(Path.of(words[2]));
        yield calibrate(images, vectors, pool, vectors(pool, Path.of(words[2])));
      }
      case "planted" -> planted(images, vectors, Float.parseFloat(words[2]));
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private VectorBlock vectors(PlantedCopies images, Path list) {
    return known.computeIfAbsent(list, _ -> ImageVectors.of(images.files(), kind));
  }

  private static String write(VectorBlock vectors, Path file) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * vectors.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vectors.values());
    try {
      Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Integer.toString(vectors.dim());
  }

  /** Against all images of the pool, as {@code curate calibrate} does against some of them. */
  private static String calibrate(
      PlantedCopies known, VectorBlock vectors, PlantedCopies pool, VectorBlock poolVectors) {
    int[] copies = IntStream.range(0, known.size()).filter(known::isCopy).toArray();
    Map<Path, Integer> places = new HashMap<>();
    for (int i = 0; i < pool.size(); i++) {
      places.put(pool.files().get(i), i);
    }
    int[] originalOf =
        IntStream.of(copies)
            .map(copy -> places.getOrDefault(known.files().get(known.original()[copy]), -1))
            .toArray();
    Calibration calibration = Calibration.ofCopies(poolVectors, vectors.select(copies), originalOf);
    return text(calibration.best())
        + calibration.atPrecision(0.99).map(point -> " " + text(point)).orElse("");
  }

  private static String text(Calibration.Point point) {
    return String.format(
        Locale.ROOT, "%.6f %.4f %.4f", point.threshold(), point.precision(), point.recall());
  }

  private static String planted(PlantedCopies images, VectorBlock vectors, float threshold) {
    Components components =
        NearDuplicates.search(vectors, DedupOptions.of(threshold, SEED)).components();
    return "{\"components\": %s, \"linkage\": %s}"
        .formatted(
            PlantedFindings.of(images, vectors, threshold, components).json(),
            PlantedFindings.of(images, vectors, threshold, stricter(vectors, components, threshold))
                .json());
  }

  private static Components stricter(VectorBlock vectors, Components components, float threshold) {
    CompleteLinkage linkage = new CompleteLinkage(threshold, SEED);
    int[] labels = components.label().clone();
    for (int[] members : components.groups()) {
      int[] groups = linkage.split(vectors.select(members));
      for (int i = 0; i < members.length; i++) {
        labels[members[i]] = members[groups[i]];
      }
    }
    return new Components(labels);
  }
}
