package io.github.dino4j.torch.file;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.storage.Cursor;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of github.com/huggingface/safetensors: header length, JSON header, then the data of
 * all tensors back to back. As strict as the original: the tensors cover the data exactly.
 */
final class SafetensorsReader {
  static final String METADATA = "__metadata__";
  private static final long LONGEST_HEADER = 100_000_000;

  private SafetensorsReader() {}

  /** A tensor and where its data lies. */
  private record Located(String name, DType type, long[] shape, long begin, long end) {}

  static WeightFile.Contents read(MemorySegment file) {
    Cursor cursor = new Cursor(file);
    long length = file.byteSize() < 9 ? -1 : cursor.int64();
    if (length < 2 || length > LONGEST_HEADER || file.get(ValueLayout.JAVA_BYTE, 8) != '{') {
      throw ForeignFormat.refusal(file);
    }
    if (length > cursor.remaining()) {
      throw new DinoException(
          "the file is truncated: its header of %d bytes is not all there".formatted(length));
    }
    Map<String, Object> header = header(cursor.bytes(length));
    MemorySegment data = cursor.slice(cursor.remaining());
    List<Located> located = new ArrayList<>();
    header.forEach((name, value) -> {
      if (!name.equals(METADATA)) {
        located.add(locate(name, value));
      }
    });
    checkCover(located, data.byteSize());
    List<TensorEntry> entries = located.stream().map(tensor -> entry(tensor, data)).toList();
    return new WeightFile.Contents(FileFormat.SAFETENSORS, entries, metadata(header));
  }

  private static Map<String, Object> header(byte[] json) {
    try {
      return Json.object(json);
    } catch (DinoException e) {
      throw new DinoException("its safetensors header " + e.getMessage(), e);
    }
  }

  private static Located locate(String name, Object value) {
    if (value instanceof Map<?, ?> tensor
        && tensor.get("dtype") instanceof String type
        && tensor.get("shape") instanceof List<?> shape
        && tensor.get("data_offsets") instanceof List<?> offsets
        && offsets.size() == 2) {
      try {
        long[] ends = numbers(offsets);
        return new Located(name, DType.named(type), numbers(shape), ends[0], ends[1]);
      } catch (DinoException e) {
        throw new DinoException("tensor %s: %s".formatted(Quoted.of(name), e.getMessage()), e);
      }
    }
    throw new DinoException("its header does not describe tensor %s".formatted(Quoted.of(name)));
  }

  private static long[] numbers(List<?> values) {
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(values.get(i) instanceof Long number) || number < 0) {
        throw new DinoException("its sizes and offsets must be whole numbers");
      }
      numbers[i] = number;
    }
    return numbers;
  }

  /**
   * No holes, no overlaps, nothing past the end: hidden bytes and shared bytes are both refused.
   */
  private static void checkCover(List<Located> tensors, long size) {
    List<Located> byOffset = new ArrayList<>(tensors);
    byOffset.sort(Comparator.comparingLong(Located::begin).thenComparingLong(Located::end));
    long covered = 0;
    for (Located tensor : byOffset) {
      if (tensor.end() > size || tensor.begin() > tensor.end()) {
        throw new DinoException(
            "tensor %s reaches to byte %d of %d: the file is truncated or damaged"
                .formatted(Quoted.of(tensor.name()), tensor.end(), size));
      }
      if (tensor.begin() != covered) {
        throw new DinoException(
            "tensor %s begins at byte %d, not %d: tensors overlap or leave a hole"
                .formatted(Quoted.of(tensor.name()), tensor.begin(), covered));
      }
      covered = tensor.end();
    }
    if (covered != size) {
      throw new DinoException("holds %d bytes that belong to no tensor".formatted(size - covered));
    }
  }

  private static TensorEntry entry(Located tensor, MemorySegment data) {
    MemorySegment bytes = data.asSlice(tensor.begin(), tensor.end() - tensor.begin());
    try {
      return TensorEntry.of(tensor.name(), tensor.type(), tensor.shape(), bytes);
    } catch (ArithmeticException e) {
      throw new DinoException(
          "tensor %s has an impossible shape %s"
              .formatted(Quoted.of(tensor.name()), TensorEntry.describe(tensor.shape())),
          e);
    }
  }

  private static Map<String, String> metadata(Map<String, Object> header) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (header.get(METADATA) instanceof Map<?, ?> notes) {
      notes.forEach((key, value) -> metadata.put(key.toString(), value.toString()));
    }
    return metadata;
  }
}
