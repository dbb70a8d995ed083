package io.github.dino4j.benchmarks;

import io.github.dino4j.curate.VectorBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Little-endian float32 numbers without a header, as both contenders read them. */
final class RawVectors {
  private RawVectors() {}

  static VectorBlock read(Path file, int dim) {
    try (FileChannel channel = FileChannel.open(file)) {
      FloatBuffer floats =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      float[] values = new float[floats.remaining()];
      floats.get(values);
      return new VectorBlock(values, dim);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
