package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
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
 * its place and the others to files of their own, appended at the end. Patches lie one image after
 * the other whether their grids differ or not, so the shape of their tensor is decided at the end.
 * The list of ids is in place before the numbers.
 */
final class DenseFeatureWriter implements FeatureWriter {
  private final Path target;
  private final Map<String, String> provenance;
  private final WholeFile whole;
  private final WholeFile wholeIds;
  private @Nullable Open open;

  /** A tensor that grows by the vectors of an image. */
  private static final class Growing {
    private final String name;
    private final FeatureType type;
    private final int[] first; // shape of the first image's
    private final FileChannel file;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long images;
    private long patches; // of all images

    Growing(String name, FeatureArray first, FileChannel file) {
      this.name = name;
      this.type = first.type();
      this.first = first.shape();
      this.file = file;
    }

    void add(FeatureArray row) throws IOException {
      int bytes = Math.multiplyExact(row.values().length, type.bytes());
      if (buffer.capacity() < bytes) {
        buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      type.put(row.values(), buffer.clear());
      writeFully(file, buffer.flip());
      images++;
      patches += row.isGrid() ? (long) row.shape()[0] * row.shape()[1] : 0;
    }

    DenseHeader.Tensor tensor(boolean gridsDiffer) {
      long[] shape =
          first.length == 1
              ? new long[] {images, first[0]}
              : gridsDiffer
                  ? new long[] {patches, first[2]}
                  : new long[] {images, (long) first[0] * first[1], first[2]};
      return new DenseHeader.Tensor(name, type, shape, 0);
    }
  }

  /** The grids of images, in a file of their own from the first one on that differs. */
  private static final class GrowingGrids {
    private final Path part;
    private final ByteBuffer buffer =
        ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN); // of whole grids
    private int[] first = {};
    private long images;
    private @Nullable FileChannel file;

    GrowingGrids(Path part) {
      this.part = part;
    }

    void add(FeatureArray row) throws IOException {
      first = images == 0 ? row.shape() : first;
      if (file == null && (row.shape()[0] != first[0] || row.shape()[1] != first[1])) {
        file = openPart(part);
        for (long i = 0; i < images; i++) {
          put(file, first);
        }
      }
      if (file != null) {
        put(file, row.shape());
      }
      images++;
    }

    private void put(FileChannel grids, int[] shape) throws IOException {
      buffer.putInt(shape[0]).putInt(shape[1]);
      if (!buffer.hasRemaining()) {
        flush(grids);
      }
    }

    private void flush(FileChannel grids) throws IOException {
      writeFully(grids, buffer.flip());
      buffer.clear();
    }

    boolean differ() {
      return file != null;
    }

    void appendTo(FileChannel target) throws IOException {
      if (file != null) {
        flush(file);
        append(file, target);
      }
    }

    void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }

  /** What there is from the first row on. */
  private record Open(
      RowLayout layout,
      DenseHeader.Layout header,
      List<Growing> tensors,
      GrowingGrids grids,
      BufferedWriter ids)
      implements Closeable {
    byte[] headerBytes() {
      return header.header(
          tensors.stream().map(each -> each.tensor(grids.differ())).toList(),
          grids.differ() ? grids.images : 0);
    }

    @Override
    public void close() throws IOException {
      ids.close();
      grids.close();
      for (Growing growing : tensors) {
        growing.file.close();
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
        FeatureArray array = row.arrays().getOrDefault(growing.name, named);
        growing.add(array);
        named = array.isGrid() ? array : named;
      }
      if (named.isGrid()) {
        open.grids.add(named);
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
      FileChannel file =
          tensors.isEmpty()
              ? FileChannel.open(
                  whole.draft(),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)
              : openPart(part(tensors.size()));
      tensors.add(new Growing(entry.getKey(), entry.getValue(), file));
    }
    Open opened =
        new Open(
            layout,
            header,
            tensors,
            new GrowingGrids(part(0)),
            Files.newBufferedWriter(wholeIds.draft()));
    writeFully(tensors.getFirst().file, ByteBuffer.wrap(opened.headerBytes()));
    return opened;
  }

  /** A file beside the draft, of a name that the next run writes over. */
  private Path part(int number) {
    return PathText.beside(whole.draft(), "", "-" + number);
  }

  /** A file that is gone once it is closed. */
  private static FileChannel openPart(Path part) throws IOException {
    return FileChannel.open(
        part,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
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
      FileChannel file = ended.tensors.getFirst().file;
      for (Growing growing : ended.tensors.subList(1, ended.tensors.size())) {
        append(growing.file, file);
      }
      ended.grids.appendTo(file);
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
