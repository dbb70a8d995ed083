package io.github.dino4j.data.feature;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;

/**
 * What stands before the floats of a dense file.
 *
 * @param name of the features
 * @param shape {@code [images, dim]} or {@code [images, patches, dim]}
 * @param dataAt where the floats begin
 * @param provenance what the file notes of their origin
 */
record DenseHeader(String name, long[] shape, long dataAt, Map<String, String> provenance) {

  /** The bytes before the floats; their number does not depend on the number of images. */
  interface Layout {
    byte[] header(long[] shape);
  }

  static DenseHeader read(FeatureFormat format, FileChannel file) throws IOException {
    DenseHeader header =
        format == FeatureFormat.NPY ? NpyHeader.read(file) : SafetensorsHeader.read(file);
    if (header.shape.length < 2 || header.shape.length > 3) {
      throw new IOException("it holds an array of %d axes".formatted(header.shape.length));
    }
    long floats = 1;
    for (long length : header.shape) {
      floats = Math.multiplyExact(floats, length);
    }
    long expected = Math.addExact(header.dataAt, Math.multiplyExact(floats, (long) Float.BYTES));
    if (file.size() < expected) {
      throw new IOException("it ends after %d of %d bytes".formatted(file.size(), expected));
    }
    return header;
  }

  /** Floats of one image. */
  int rowLength() {
    return Math.toIntExact(shape.length == 2 ? shape[1] : Math.multiplyExact(shape[1], shape[2]));
  }
}
