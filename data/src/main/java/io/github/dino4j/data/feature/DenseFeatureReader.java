package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class DenseFeatureReader extends PulledRows {
  private final FileChannel floats;
  private final BufferedReader ids;
  private final DenseHeader header;
  private final ByteBuffer buffer;
  private long row;

  DenseFeatureReader(Path file) {
    super(file);
    FileChannel opened = null;
    try {
      opened = FileChannel.open(file);
      header = DenseHeader.read(FeatureFormat.of(file), opened);
      if (!Files.exists(IdList.beside(file))) {
        throw new IOException("%s is missing, which names its rows".formatted(IdList.beside(file)));
      }
      ids = Files.newBufferedReader(IdList.beside(file));
      buffer =
          ByteBuffer.allocateDirect(Math.multiplyExact(header.rowLength(), Float.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      floats = opened.position(header.dataAt());
    } catch (IOException | ArithmeticException e) {
      closeQuietly(opened);
      String reason = e instanceof IOException io ? IoReason.of(io) : "its shape is too large";
      throw new DinoException("%s: %s".formatted(file, reason), e);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // The error that led here is the one to tell.
    }
  }

  @Override
  public long count() {
    return header.shape()[0];
  }

  @Override
  public Map<String, String> provenance() {
    return header.provenance();
  }

  @Override
  @Nullable FeatureRow pull() throws IOException {
    if (row == count()) {
      return null;
    }
    row++;
    IdList.Line line = IdList.next(ids);
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (floats.read(buffer) < 0) {
        throw new IOException("it ends in row " + row);
      }
    }
    float[] values = new float[header.rowLength()];
    buffer.flip().asFloatBuffer().get(values);
    int dim = Math.toIntExact(header.shape()[header.shape().length - 1]);
    int[] shape =
        header.shape().length == 2 ? new int[] {dim} : new int[] {line.rows(), line.columns(), dim};
    return FeatureRow.of(line.image(), header.name(), new FeatureArray(shape, values));
  }

  @Override
  void release() throws IOException {
    try (floats) {
      ids.close();
    }
  }
}
