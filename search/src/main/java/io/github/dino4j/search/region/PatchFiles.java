package io.github.dino4j.search.region;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Quantised patches in files that only grow, mapped into memory. An entry is little-endian: rows,
 * columns, dim, a checksum, a float a patch, a byte a value. What a killed writer leaves at an end
 * belongs to nobody, for only {@link PatchPlace} says where an entry begins.
 *
 * <p>Any number of threads may read; one at a time writes. Files that are mapped stay readable when
 * they are removed.
 */
final class PatchFiles implements AutoCloseable {
  /** Where a file ends and the next begins, so that space can be won back file by file. */
  static final long FULL = 1L << 28;

  private static final int HEADER = 4 * Integer.BYTES;
  private static final int SUM = 3 * Integer.BYTES; // where the checksum stands
  private static final Pattern NAME = Pattern.compile("(\\d{6,9})\\.patches");
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path folder;
  private final long full;
  private final Map<Integer, MemorySegment> mapped = new ConcurrentHashMap<>();
  private @Nullable FileChannel growing;
  private int last;

  /**
   * @param folder that exists
   * @param full size at which a file is not continued, in bytes
   */
  PatchFiles(Path folder, long full) {
    this.folder = folder;
    this.full = full;
  }

  /** Bytes of an entry. */
  static long bytes(int patches, int dim) {
    return HEADER + (long) patches * (Float.BYTES + dim);
  }

  /** Numbers of the files that are there, rising. */
  List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        if (matcher.matches()) {
          numbers.add(Integer.valueOf(matcher.group(1)));
        }
      });
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    numbers.sort(null);
    return numbers;
  }

  private Path file(int number) {
    return folder.resolve("%06d.patches".formatted(number));
  }

  long size(int number) {
    try {
      return Files.size(file(number));
    } catch (IOException e) {
      throw unreadable(file(number), e);
    }
  }

  /** Maps all files as they are now; what is appended later is mapped when it is asked for. */
  void map() {
    numbers().forEach(this::map);
  }

  private MemorySegment map(int number) {
    try (FileChannel channel = FileChannel.open(file(number), StandardOpenOption.READ)) {
      // The memory goes when nobody reads in it any more.
      MemorySegment whole =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      mapped.put(number, whole);
      return whole;
    } catch (IOException e) {
      throw unreadable(file(number), e);
    }
  }

  private MemorySegment entry(PatchPlace place) {
    MemorySegment whole = mapped.get(place.file());
    if (whole == null || whole.byteSize() < place.offset() + place.length()) {
      whole = map(place.file());
    }
    if (whole.byteSize() < place.offset() + place.length() || place.length() < HEADER) {
      throw damaged(place);
    }
    return whole.asSlice(place.offset(), place.length());
  }

  /**
   * The patches at a place.
   *
   * @throws DinoException if they are not there or damaged
   */
  QuantizedPatches read(PatchPlace place) {
    MemorySegment entry = entry(place);
    int rows = entry.get(INT, 0);
    int columns = entry.get(INT, Integer.BYTES);
    int dim = entry.get(INT, 2 * Integer.BYTES);
    long patches = (long) rows * columns;
    if (rows < 1 || columns < 1 || dim < 1 || place.length() != bytes((int) patches, dim)) {
      throw damaged(place);
    }
    if (entry.get(INT, SUM) != sum(entry.asByteBuffer())) {
      throw damaged(place);
    }
    float[] scales = new float[(int) patches];
    byte[] codes = new byte[(int) patches * dim];
    MemorySegment.copy(entry, FLOAT, HEADER, scales, 0, scales.length);
    MemorySegment.copy(
        entry,
        ValueLayout.JAVA_BYTE,
        HEADER + (long) scales.length * Float.BYTES,
        codes,
        0,
        codes.length);
    return new QuantizedPatches(rows, columns, dim, codes, scales);
  }

  private static int sum(ByteBuffer entry) {
    CRC32C sum = new CRC32C();
    sum.update(entry.duplicate().limit(SUM));
    sum.update(entry.duplicate().position(HEADER));
    return (int) sum.getValue();
  }

  /**
   * Appends patches.
   *
   * @param regions how many are pooled from them
   */
  PatchPlace append(QuantizedPatches patches, int regions) {
    int length = Math.toIntExact(bytes(patches.size(), patches.dim()));
    ByteBuffer entry = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(patches.rows()).putInt(patches.columns()).putInt(patches.dim()).putInt(0);
    for (float scale : patches.scales()) {
      entry.putFloat(scale);
    }
    entry.put(patches.codes()).flip();
    entry.putInt(SUM, sum(entry));
    long offset = append(entry);
    return new PatchPlace(PatchPlace.key(last, offset), last, offset, length, regions);
  }

  /** Appends the bytes of an entry as they are. */
  PatchPlace move(PatchPlace place) {
    MemorySegment entry = entry(place);
    long offset = append(entry.asByteBuffer());
    return place.movedTo(last, offset);
  }

  private long append(ByteBuffer entry) {
    try {
      FileChannel channel = growing();
      long offset = channel.size();
      for (long at = offset; entry.hasRemaining(); ) {
        at += channel.write(entry, at);
      }
      return offset;
    } catch (IOException e) {
      throw WholeFile.failed(file(last), e);
    }
  }

  /** The last file, or one behind it where that is full. */
  private FileChannel growing() throws IOException {
    FileChannel channel = growing;
    if (channel == null) {
      List<Integer> numbers = numbers();
      channel = open(numbers.isEmpty() ? 1 : numbers.getLast());
    }
    if (channel.size() >= full) {
      channel.force(true);
      channel.close();
      channel = open(last + 1);
    }
    return channel;
  }

  private FileChannel open(int number) throws IOException {
    last = number;
    growing = FileChannel.open(file(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return growing;
  }

  /** Brings all that was appended to the disk. */
  void force() {
    try {
      if (growing != null) {
        growing.force(true);
      }
    } catch (IOException e) {
      throw WholeFile.failed(file(last), e);
    }
  }

  /** Removes a file; the last one stays, so that no number is ever given twice. */
  void remove(int number) {
    try {
      Files.deleteIfExists(file(number));
      mapped.remove(number);
    } catch (IOException _) {
      // Some systems keep files that another process has mapped: the next compaction tries again.
    }
  }

  private DinoException damaged(PatchPlace place) {
    return new DinoException(
        "%s holds no whole patches at byte %d: make the index anew"
            .formatted(PathText.text(file(place.file())), place.offset()));
  }

  private static DinoException unreadable(Path file, IOException cause) {
    return new DinoException(
        "%s cannot be read: %s".formatted(PathText.text(file), IoReason.of(cause)), cause);
  }

  @Override
  public void close() {
    mapped.clear();
    try {
      if (growing != null) {
        growing.close();
      }
    } catch (IOException e) {
      throw WholeFile.failed(file(last), e);
    }
  }
}
