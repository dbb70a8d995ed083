package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.WholeFile;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code .npy} and {@code .safetensors}: a header with room for the number of images, the
 * rows as they come, the number filled in at the end. The list of ids is in place before the
 * floats.
 */
final class DenseFeatureWriter implements FeatureWriter {
  private final Path target;
  private final Map<String, String> provenance;
  private final WholeFile whole;
  private final WholeFile wholeIds;
  private @Nullable Open open;

  /** What there is from the first row on. */
  private record Open(
      RowLayout layout,
      DenseHeader.Layout header,
      long[] shape,
      ByteBuffer buffer,
      FileChannel floats,
      BufferedWriter ids)
      implements Closeable {
    @Override
    public void close() throws IOException {
      try (floats) {
        ids.close();
      }
    }
  }

  DenseFeatureWriter(Path target, Map<String, String> provenance) {
    this.target = target;
    // Sorted, so that the same features always make the same bytes.
    this.provenance = new TreeMap<>(provenance);
    this.whole = new WholeFile(target);
    this.wholeIds = new WholeFile(IdList.beside(target));
  }

  @Override
  public void write(FeatureRow row) {
    try {
      if (open == null) {
        open = open(row);
      }
      open.layout.check(row);
      FeatureArray array = row.arrays().firstEntry().getValue();
      open.buffer.clear().asFloatBuffer().put(array.values());
      writeFully(open.floats, open.buffer);
      open.ids.write(IdList.line(row.image(), array));
      open.ids.write('\n');
      open.shape[0]++;
    } catch (IOException e) {
      throw WholeFile.failed(target, e);
    }
  }

  private Open open(FeatureRow first) throws IOException {
    RowLayout layout = new RowLayout(target, first);
    FeatureArray array = first.arrays().firstEntry().getValue();
    long[] shape =
        array.isGrid()
            ? new long[] {0, (long) array.shape()[0] * array.shape()[1], array.dim()}
            : new long[] {0, array.dim()};
    DenseHeader.Layout header =
        FeatureFormat.of(target) == FeatureFormat.NPY
            ? NpyHeader::header
            : new SafetensorsHeader(first.arrays().firstEntry().getKey(), provenance);
    FileChannel floats =
        FileChannel.open(
            whole.draft(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(array.values().length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    Open opened =
        new Open(layout, header, shape, buffer, floats, Files.newBufferedWriter(wholeIds.draft()));
    writeFully(floats, ByteBuffer.wrap(header.header(shape)));
    return opened;
  }

  private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void commit() {
    if (open == null) {
      throw new DinoException("%s: there are no features to write".formatted(target));
    }
    try (Open ended = open) {
      writeFully(ended.floats.position(0), ByteBuffer.wrap(ended.header.header(ended.shape)));
    } catch (IOException e) {
      throw WholeFile.failed(target, e);
    }
    open = null;
    wholeIds.commit();
    whole.commit();
  }

  @Override
  public void close() {
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // The drafts are dropped anyway.
      }
    }
    whole.close();
    wholeIds.close();
  }
}
