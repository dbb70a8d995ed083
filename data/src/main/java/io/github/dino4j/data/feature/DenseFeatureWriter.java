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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code .npy} and {@code .safetensors}: a header with room for the number of images, the
 * rows as they come, the number filled in at the end. Of several tensors the first goes straight to
 * its place and the others to files of their own, appended at the end. The list of ids is in place
 * before the numbers.
 */
final class DenseFeatureWriter implements FeatureWriter {
  private final Path target;
  private final Map<String, String> provenance;
  private final WholeFile whole;
  private final WholeFile wholeIds;
  private @Nullable Open open;

  /** A tensor that grows by a row an image. */
  private record Growing(DenseHeader.Tensor tensor, ByteBuffer buffer, FileChannel file) {
    static Growing open(Map.Entry<String, FeatureArray> first, Path file, StandardOpenOption... how)
        throws IOException {
      FeatureArray array = first.getValue();
      long[] shape =
          array.isGrid()
              ? new long[] {0, (long) array.shape()[0] * array.shape()[1], array.dim()}
              : new long[] {0, array.dim()};
      int bytes = Math.multiplyExact(array.values().length, array.type().bytes());
      return new Growing(
          new DenseHeader.Tensor(first.getKey(), array.type(), shape, 0),
          ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN),
          FileChannel.open(file, how));
    }

    void add(FeatureArray row) throws IOException {
      tensor.type().put(row.values(), buffer.clear());
      writeFully(file, buffer.flip());
      tensor.shape()[0]++;
    }
  }

  /** What there is from the first row on. */
  private record Open(
      RowLayout layout, DenseHeader.Layout header, List<Growing> tensors, BufferedWriter ids)
      implements Closeable {
    byte[] headerBytes() {
      return header.header(tensors.stream().map(Growing::tensor).toList());
    }

    @Override
    public void close() throws IOException {
      ids.close();
      for (Growing growing : tensors) {
        growing.file().close();
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
      FeatureArray named = row.arrays().firstEntry().getValue();
      for (Growing growing : open.tensors) {
        FeatureArray array = row.arrays().getOrDefault(growing.tensor().name(), named);
        growing.add(array);
        named = array.isGrid() ? array : named;
      }
      open.ids.write(IdList.line(row.image(), named));
      open.ids.write('\n');
    } catch (IOException e) {
      throw WholeFile.failed(target, e);
    }
  }

  private Open open(FeatureRow first) throws IOException {
    RowLayout layout = new RowLayout(target, first);
    DenseHeader.Layout header =
        FeatureFormat.of(target) == FeatureFormat.NPY
            ? NpyHeader::header
            : new SafetensorsHeader(provenance);
    List<Growing> tensors = new ArrayList<>();
    for (Map.Entry<String, FeatureArray> entry : first.arrays().entrySet()) {
      tensors.add(
          tensors.isEmpty()
              ? Growing.open(
                  entry,
                  whole.draft(),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)
              : Growing.open(
                  entry,
                  Files.createTempFile(whole.draft().toAbsolutePath().getParent(), ".part-", ""),
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE));
    }
    Open opened = new Open(layout, header, tensors, Files.newBufferedWriter(wholeIds.draft()));
    writeFully(tensors.getFirst().file(), ByteBuffer.wrap(opened.headerBytes()));
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
      FileChannel file = ended.tensors.getFirst().file();
      for (Growing growing : ended.tensors.subList(1, ended.tensors.size())) {
        append(growing.file(), file);
      }
      writeFully(file.position(0), ByteBuffer.wrap(ended.headerBytes()));
    } catch (IOException e) {
      throw WholeFile.failed(target, e);
    }
    open = null;
    wholeIds.commit();
    whole.commit();
  }

  private static void append(FileChannel part, FileChannel file) throws IOException {
    long end = file.size();
    for (long done = 0; done < part.size(); ) {
      done += file.transferFrom(part.position(done), end + done, part.size() - done);
    }
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
