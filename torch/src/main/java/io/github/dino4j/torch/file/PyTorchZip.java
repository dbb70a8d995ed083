package io.github.dino4j.torch.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.torch.pickle.PickleMachine;
import io.github.dino4j.torch.pickle.Pickled;
import io.github.dino4j.torch.pickle.TensorTree;
import io.github.dino4j.torch.storage.Cursor;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} writes: a zip archive with a pickle and one entry a storage.
 * (torch/serialization.py and caffe2/serialize/inline_container.cc of PyTorch.)
 */
final class PyTorchZip {
  /** An entry of ours beside PyTorch's, which its readers pass over: notes as one JSON object. */
  static final String METADATA = "dino4j.json";

  private static final String PICKLE = "/data.pkl";

  private PyTorchZip() {}

  static WeightFile.Contents read(MemorySegment file) {
    ZipDirectory archive = ZipDirectory.read(file);
    String folder = folder(archive);
    archive.find(folder + "/byteorder").ifPresent(PyTorchZip::checkByteOrder);
    MemorySegment pickle =
        archive.find(folder + PICKLE).orElseThrow(() -> new IllegalStateException(folder));
    List<TensorEntry> entries =
        TensorTree.flatten(
            PickleMachine.load(new Cursor(pickle)).value(),
            storage -> storage(archive, folder, storage));
    return new WeightFile.Contents(FileFormat.PYTORCH_ZIP, entries, metadata(archive, folder));
  }

  private static String folder(ZipDirectory archive) {
    List<String> pickles =
        archive.names().stream()
            .filter(name ->
                name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
            .toList();
    if (pickles.size() != 1) {
      throw ForeignFormat.refusal(archive.names());
    }
    if (archive.names().stream()
        .anyMatch(name -> name.matches("[^/]+/(code/.*|constants\\.pkl)"))) {
      throw new DinoException(
          "is a TorchScript archive, a program with its weights, and nothing in it was run; in"
              + " Python save the weights alone: torch.save(torch.jit.load(FILE).state_dict(),"
              + " \"weights.pth\")");
    }
    return pickles.getFirst().substring(0, pickles.getFirst().length() - PICKLE.length());
  }

  private static void checkByteOrder(MemorySegment order) {
    if (!text(order).strip().equals("little")) {
      throw new DinoException("was written on a big-endian machine, which is not supported");
    }
  }

  private static String text(MemorySegment bytes) {
    return new String(bytes.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private static MemorySegment storage(
      ZipDirectory archive, String folder, Pickled.Storage storage) {
    MemorySegment bytes =
        archive
            .find(folder + "/data/" + storage.key())
            .orElseThrow(() -> new DinoException("its data is not in the file"));
    if (storage.elements() > bytes.byteSize() / storage.type().bytes()) {
      throw new DinoException(
          "has a storage of %d elements in %d bytes"
              .formatted(storage.elements(), bytes.byteSize()));
    }
    return bytes;
  }

  private static Map<String, String> metadata(ZipDirectory archive, String folder) {
    Map<String, String> metadata = new LinkedHashMap<>();
    archive
        .find(folder + "/" + METADATA)
        .ifPresent(json ->
            Json.object(json.toArray(JAVA_BYTE))
                .forEach((key, value) -> metadata.put(key, value.toString())));
    return metadata;
  }
}
