package io.github.dino4j.data.feature;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the numbers of a dense file, and the grids that say which of them belong to
 * which image.
 *
 * @param tensors one in {@code .npy}, at least one in safetensors
 * @param grids of the images where they differ; null where all tensors have a row an image
 * @param provenance what the file notes of their origin
 */
record DenseHeader(List<Tensor> tensors, @Nullable Grids grids, Map<String, String> provenance) {
  /**
   * Features of one name.
   *
   * @param shape {@code [images, dim]}, {@code [images, patches, dim]}, or, where grids differ,
   *     {@code [patches of all images, dim]}
   * @param dataAt where its numbers begin in the file
   */
  record Tensor(String name, FeatureType type, long[] shape, long dataAt) {
    int dim() {
      return Math.toIntExact(shape[shape.length - 1]);
    }

    /** Vectors of {@code dim} numbers in an entry of the first axis. */
    long vectors() {
      return shape.length == 2 ? 1 : shape[1];
    }

    long vectorBytes() {
      return (long) dim() * type.bytes();
    }

    long bytes() {
      return Math.multiplyExact(shape[0], Math.multiplyExact(vectors(), vectorBytes()));
    }
  }

  /** The bytes before the numbers; how many does not depend on the number of images. */
  interface Layout {
    /**
     * @param grids images whose grids follow the tensors; 0 where their grids are alike
     */
    byte[] header(List<Tensor> tensors, long grids);
  }

  static DenseHeader read(FeatureFormat format, FileChannel file) throws IOException {
    DenseHeader header =
        format == FeatureFormat.NPY ? NpyHeader.read(file) : SafetensorsHeader.read(file);
    for (Tensor tensor : header.tensors) {
      if (tensor.shape.length < 2 || tensor.shape.length > 3) {
        throw new IOException("it holds an array of %d axes".formatted(tensor.shape.length));
      }
      if (tensor.shape[0] != header.count() && !header.followsGrids(tensor)) {
        throw new IOException("its arrays have rows of different images");
      }
      long expected = Math.addExact(tensor.dataAt, tensor.bytes());
      if (file.size() < expected) {
        throw new IOException("it ends after %d of %d bytes".formatted(file.size(), expected));
      }
    }
    return header;
  }

  /** How many images there are. */
  long count() {
    return grids == null ? tensors.getFirst().shape[0] : grids.images();
  }

  /**
   * Whether an image has as many vectors in a tensor as its grid has patches. Where grids differ
   * some have several patches, so there are more patches than images.
   */
  boolean followsGrids(Tensor tensor) {
    return grids != null
        && tensor.shape.length == 2
        && tensor.shape[0] == grids.patches()
        && tensor.shape[0] != grids.images();
  }
}
