package io.github.dino4j.evaluate.segmentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of the reference, from the test resources. */
public final class Golden {
  private Golden() {}

  /** Named tensors of one file. */
  public record Fixture(WeightFile file) {
    public float[] floats(String name) {
      return file.get(name).floats().toArray(ValueLayout.JAVA_FLOAT);
    }

    public int size(String name, int dimension) {
      return (int) file.get(name).shape()[dimension];
    }

    /** Those below a prefix, by their names without it. */
    public Map<String, TensorEntry> below(String prefix) {
      Map<String, TensorEntry> tensors = new LinkedHashMap<>();
      file.entries()
          .forEach((name, entry) -> {
            if (name.startsWith(prefix)) {
              tensors.put(name.substring(prefix.length()), entry);
            }
          });
      return tensors;
    }

    /** An image of {@code [images, dim, rows, columns]}. */
    public PatchFeatures map(String name, int image) {
      int dim = size(name, 1);
      int rows = size(name, 2);
      int columns = size(name, 3);
      float[] all = floats(name);
      float[] values = new float[dim * rows * columns];
      for (int d = 0; d < dim; d++) {
        for (int i = 0; i < rows * columns; i++) {
          values[i * dim + d] = all[(image * dim + d) * rows * columns + i];
        }
      }
      return new PatchFeatures(rows, columns, dim, values);
    }

    /** A mask of {@code [images, height, width]}, in which 255 is ignored. */
    public LabelMap mask(String name, int image) {
      int height = size(name, 1);
      int width = size(name, 2);
      float[] all = floats(name);
      short[] labels = new short[height * width];
      for (int i = 0; i < labels.length; i++) {
        int label = (int) all[image * labels.length + i];
        labels[i] = label == 255 ? LabelMap.IGNORED : (short) label;
      }
      return new LabelMap(width, height, labels);
    }
  }

  public static Fixture tensors(String name) {
    return new Fixture(WeightFile.of(Path.of(name), bytes(name + ".safetensors")));
  }

  public static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(bytes(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
