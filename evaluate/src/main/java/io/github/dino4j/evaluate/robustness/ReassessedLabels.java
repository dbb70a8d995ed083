package io.github.dino4j.evaluate.robustness;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * ReaL: every image of ImageNet's validation set with all labels that people found right, which may
 * be several or none. A prediction is a hit if it is one of them; images with none are skipped.
 * Source: Beyer et al., "Are we done with ImageNet?", arXiv 2006.07159; dinov2, {@code
 * eval/metrics.py}.
 *
 * @param labels right classes by the number of the image, {@link #place}
 */
public record ReassessedLabels(List<Set<Integer>> labels) {
  private static final Pattern NUMBER = Pattern.compile("_0*([1-9]\\d{0,8})(?:\\.\\w+)?$");

  public ReassessedLabels {
    labels = labels.stream().map(Set::copyOf).toList();
  }

  /**
   * Reads {@code real.json}: a list of lists of classes; -1 pads and counts as no class.
   *
   * @throws DinoException if it cannot be read or is something else
   */
  public static ReassessedLabels read(Path file) {
    try {
      String list = Files.readString(file);
      // The JSON reader takes objects alone.
      byte[] object = ("{\"labels\":" + list + "}").getBytes(StandardCharsets.UTF_8);
      if (!(Json.object(object).get("labels") instanceof List<?> rows)) {
        throw new DinoException("is no list of lists of classes");
      }
      List<Set<Integer>> labels = new ArrayList<>();
      for (Object row : rows) {
        labels.add(classes(row));
      }
      return new ReassessedLabels(labels);
    } catch (IOException e) {
      throw new DinoException("%s cannot be read: %s".formatted(file, IoReason.of(e)), e);
    } catch (DinoException e) {
      throw new DinoException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Set<Integer> classes(Object row) {
    if (!(row instanceof List<?> list)) {
      throw new DinoException("is no list of lists of classes");
    }
    Set<Integer> classes = new TreeSet<>();
    for (Object each : list) {
      if (!(each instanceof Long label)) {
        throw new DinoException("holds a class that is no whole number: %s".formatted(each));
      }
      if (label >= 0) {
        classes.add(Math.toIntExact(label));
      }
    }
    return classes;
  }

  /**
   * The place of an image in the labels, by its name: 292 of {@code ILSVRC2012_val_00000293.JPEG}.
   *
   * @throws DinoException if the name has no number at its end
   */
  public static int place(String name) {
    Matcher number = NUMBER.matcher(name);
    if (!number.find()) {
      throw new DinoException("%s is no name of a validation image of ImageNet".formatted(name));
    }
    return Integer.parseInt(number.group(1)) - 1;
  }

  /**
   * The share of hits among the images that have a label.
   *
   * @param predicted a class an image, in the order of the labels
   * @throws DinoException if there are more or fewer predictions than images, or no image has a
   *     label
   */
  public Estimate accuracy(int[] predicted) {
    if (predicted.length != labels.size()) {
      throw new DinoException(
          "%d predictions for labels of %d images".formatted(predicted.length, labels.size()));
    }
    double[] hits =
        IntStream.range(0, predicted.length)
            .filter(image -> !labels.get(image).isEmpty())
            .mapToDouble(image -> labels.get(image).contains(predicted[image]) ? 1 : 0)
            .toArray();
    if (hits.length == 0) {
      throw new DinoException("no image has a label");
    }
    return Bootstrap.mean(hits);
  }
}
