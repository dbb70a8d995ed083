package io.github.dino4j.torch.file;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.pickle.PickleMachine;
import io.github.dino4j.torch.pickle.Pickled.Storage;
import io.github.dino4j.torch.pickle.TensorTree;
import io.github.dino4j.torch.storage.Cursor;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} wrote before PyTorch 1.6: pickles of a magic number, a protocol version,
 * the writer's system, the data and the keys of its storages, then the storages one after the
 * other. (torch/serialization.py, {@code _legacy_load}.)
 */
final class PyTorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long PROTOCOL = 1001L;

  private PyTorchLegacy() {}

  /**
   * A protocol header of any version of pickle. A safetensors file whose header has 128 or 640
   * bytes begins with the same two, but its first eight are a length within the file.
   */
  static boolean recognises(MemorySegment file) {
    Cursor cursor = new Cursor(file);
    return file.byteSize() > 2
        && cursor.uint8() == 0x80
        && cursor.uint8() <= 5
        && !startsWithLength(file);
  }

  private static boolean startsWithLength(MemorySegment file) {
    long size = file.byteSize();
    return size >= 8
        && Long.compareUnsigned(file.get(ValueLayout.JAVA_LONG_UNALIGNED, 0), size) < 0;
  }

  static WeightFile.Contents read(MemorySegment file) {
    Cursor cursor = new Cursor(file);
    if (!MAGIC.equals(PickleMachine.load(cursor).value())) {
      throw new DinoException(
          "is a bare pickle, not what torch.save writes; nothing in it was run");
    }
    if (!PROTOCOL.equals(PickleMachine.load(cursor).value())) {
      throw new DinoException("has an unknown version of the format before PyTorch 1.6");
    }
    checkSystem(PickleMachine.load(cursor).value());
    PickleMachine.Loaded data = PickleMachine.load(cursor);
    Map<String, MemorySegment> storages = storages(cursor, data.storages());
    List<TensorEntry> entries =
        TensorTree.flatten(data.value(), storage -> find(storages, storage.key()));
    return new WeightFile.Contents(FileFormat.PYTORCH_LEGACY, entries, Map.of());
  }

  private static void checkSystem(Object system) {
    if (system instanceof Map<?, ?> map && Boolean.FALSE.equals(map.get("little_endian"))) {
      throw new DinoException("was written on a big-endian machine, which is not supported");
    }
  }

  /** The keys in the order of the file, then for each the number of elements and the elements. */
  private static Map<String, MemorySegment> storages(Cursor cursor, Map<String, Storage> known) {
    if (!(PickleMachine.load(cursor).value() instanceof List<?> keys)) {
      throw new DinoException("the file is damaged: it does not list its storages");
    }
    Map<String, MemorySegment> storages = new HashMap<>();
    for (Object key : keys) {
      Storage storage = known.get(key);
      if (storage == null || cursor.int64() != storage.elements()) {
        throw new DinoException("the file is damaged: its storages are not those of its tensors");
      }
      long most = cursor.remaining() / storage.type().bytes();
      if (storage.elements() > most) {
        throw new DinoException("the file is truncated: a storage is not all there");
      }
      storages.put(storage.key(), cursor.slice(storage.elements() * storage.type().bytes()));
    }
    return storages;
  }

  private static MemorySegment find(Map<String, MemorySegment> storages, String key) {
    MemorySegment bytes = storages.get(key);
    if (bytes == null) {
      throw new DinoException("its data is not in the file");
    }
    return bytes;
  }
}
