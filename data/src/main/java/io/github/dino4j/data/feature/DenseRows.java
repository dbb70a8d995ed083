package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The numbers of a dense file, mapped into memory, each row within reach at any time. */
final class DenseRows implements AutoCloseable {
  private final DenseHeader header;
  private final MemorySegment file;
  private final Arena arena;

  private DenseRows(DenseHeader header, MemorySegment file, Arena arena) {
    this.header = header;
    this.file = file;
    this.arena = arena;
  }

  /**
   * @throws DinoException when it does not exist, is damaged, or has no list of ids beside it
   */
  static DenseRows open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel file = FileChannel.open(path)) {
      DenseHeader header = DenseHeader.read(FeatureFormat.of(path), file);
      if (!Files.exists(IdList.beside(path))) {
        throw new IOException("%s is missing, which names its rows".formatted(IdList.beside(path)));
      }
      MemorySegment mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
      return new DenseRows(header, mapped, arena);
    } catch (IOException | ArithmeticException e) {
      arena.close();
      String reason = e instanceof IOException io ? IoReason.of(io) : "its shape is too large";
      throw new DinoException("%s: %s".formatted(path, reason), e);
    }
  }

  long count() {
    return header.count();
  }

  Map<String, String> provenance() {
    return header.provenance();
  }

  /** An image's features. */
  FeatureRow row(int row, IdList.Line line) {
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    for (DenseHeader.Tensor tensor : header.tensors()) {
      arrays.put(tensor.name(), array(tensor, row, line));
    }
    return new FeatureRow(line.image(), arrays);
  }

  private FeatureArray array(DenseHeader.Tensor tensor, int row, IdList.Line line) {
    Grids grids = header.grids();
    if (grids != null && header.followsGrids(tensor)) {
      int[] shape = {grids.rows(row), grids.columns(row), tensor.dim()};
      return new FeatureArray(
          shape, values(tensor, grids.start(row), grids.start(row + 1)), tensor.type());
    }
    int[] shape =
        tensor.shape().length == 2
            ? new int[] {tensor.dim()}
            : new int[] {line.rows(), line.columns(), tensor.dim()};
    long vectors = tensor.vectors();
    return new FeatureArray(
        shape, values(tensor, row * vectors, (row + 1) * vectors), tensor.type());
  }

  /** The numbers of some vectors of a tensor. */
  private float[] values(DenseHeader.Tensor tensor, long from, long to) {
    long start = from * tensor.vectorBytes();
    MemorySegment slice = file.asSlice(tensor.dataAt() + start, to * tensor.vectorBytes() - start);
    int count = Math.toIntExact(Math.multiplyExact(to - from, tensor.dim()));
    return tensor.type().get(slice.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN), count);
  }

  @Override
  public void close() {
    arena.close();
  }
}
