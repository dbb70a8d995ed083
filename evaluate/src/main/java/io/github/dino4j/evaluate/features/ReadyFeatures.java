package io.github.dino4j.evaluate.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureReader;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Features that {@code embed} wrote earlier, or another program in the same form: {@code cls}, and
 * {@code mean} where it stands beside. Images are found by their paths, else by their ids.
 */
public final class ReadyFeatures implements FeatureSource {
  private final Map<String, float[]> byPath = new HashMap<>();
  private final Map<String, float[]> byId = new HashMap<>();
  private final SequencedMap<String, String> facts = new LinkedHashMap<>();
  private String hash = "";
  private int dim;
  private boolean hasMean;

  private ReadyFeatures(List<Path> files) {
    facts.put("features", String.join(", ", files.stream().map(Path::toString).toList()));
  }

  /**
   * Reads all files into memory.
   *
   * @throws DinoException if one cannot be read or holds no vectors, or their widths differ
   */
  public static ReadyFeatures read(List<Path> files) {
    ReadyFeatures features = new ReadyFeatures(List.copyOf(files));
    files.forEach(features::add);
    return features;
  }

  private void add(Path file) {
    try (FeatureReader reader = FeatureFile.read(file)) {
      for (String name : List.of("model", "transform")) {
        if (reader.provenance().containsKey(name)) {
          facts.put(name, String.valueOf(reader.provenance().get(name)));
        }
      }
      hash = reader.provenance().getOrDefault("model hash", "");
      while (reader.hasNext()) {
        FeatureRow row = reader.next();
        float[] vector = vector(file, row);
        byPath.put(row.image().path(), vector);
        byId.put(row.image().id(), vector);
      }
    }
  }

  private float[] vector(Path file, FeatureRow row) {
    FeatureArray first = row.arrays().firstEntry().getValue();
    FeatureArray mean = row.arrays().get("mean");
    if (first.isGrid() || (mean != null && mean.dim() != first.dim())) {
      throw new DinoException(
          "%s holds %s, not one vector an image: embed with --tokens cls or cls+mean"
              .formatted(file, String.join(" and ", row.arrays().keySet())));
    }
    if (byPath.isEmpty()) {
      dim = first.dim();
      hasMean = mean != null;
    } else if (first.dim() != dim || hasMean != (mean != null)) {
      throw new DinoException("%s has features of another kind than those before".formatted(file));
    }
    if (mean == null) {
      return first.values();
    }
    float[] both = Arrays.copyOf(first.values(), 2 * dim);
    System.arraycopy(mean.values(), 0, both, dim, dim);
    return both;
  }

  @Override
  public ImageVectors vectors(List<String> inputs) {
    List<ImageRecord> images = new ArrayList<>();
    List<ImageRecord> rejected = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    try (RecordStream records = ImageSource.of(inputs).open()) {
      while (records.hasNext()) {
        ImageRecord record = records.next();
        float[] row = byPath.getOrDefault(record.path(), byId.get(record.id()));
        (row == null ? rejected : images).add(record);
        if (row != null) {
          rows.add(row);
        }
      }
    }
    if (rows.isEmpty()) {
      throw new DinoException(
          "the features are of none of the images in %s".formatted(String.join(", ", inputs)));
    }
    int width = rows.getFirst().length;
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return new ImageVectors(images, rejected, values, 1, dim, hasMean);
  }

  @Override
  public Backbone backbone() {
    return new Backbone(facts.getOrDefault("model", "unknown"), hash, dim);
  }

  @Override
  public SequencedMap<String, String> facts() {
    return facts;
  }
}
