package io.github.dino4j.data.feature;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;

/**
 * What stands before the numbers of a dense file.
 *
 * @param tensors one in {@code .npy}, at least one in safetensors; all with a row an image
 * @param provenance what the file notes of their origin
 */
record DenseHeader(List<Tensor> tensors, Map<String, String> provenance) {
  /**
   * Features of one name.
   *
   * @param shape {@code [images, dim]} or {@code [images, patches, dim]}
   * @param dataAt where its numbers begin in the file
   */
  record Tensor(String name, FeatureType type, long[] shape, long dataAt) {
    /** Numbers of one image. */
    int rowLength() {
      return Math.toIntExact(shape.length == 2 ? shape[1] : Math.multiplyExact(shape[1], shape[2]));
    }

    long rowBytes() {
      return (long) rowLength() * type.bytes();
    }

    long bytes() {
      return Math.multiplyExact(shape[0], rowBytes());
    }

    Tensor at(long offset) {
      return new Tensor(name, type, shape, offset);
    }
  }

  /** The bytes before the numbers; how many does not depend on the number of images. */
  interface Layout {
    byte[] header(List<Tensor> tensors);
  }

  static DenseHeader read(FeatureFormat format, FileChannel file) throws IOException {
    DenseHeader header =
        format == FeatureFormat.NPY ? NpyHeader.read(file) : SafetensorsHeader.read(file);
    for (Tensor tensor : header.tensors) {
      if (tensor.shape.length < 2 || tensor.shape.length > 3) {
        throw new IOException("it holds an array of %d axes".formatted(tensor.shape.length));
      }
      if (tensor.shape[0] != header.count()) {
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
    return tensors.getFirst().shape[0];
  }
}
