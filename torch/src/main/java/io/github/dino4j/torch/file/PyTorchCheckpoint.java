package io.github.dino4j.torch.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dino4j.base.Json;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.torch.pickle.PickleWriter;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a state dict that {@code torch.load(file, weights_only=True)} reads. */
public final class PyTorchCheckpoint {
  private static final String FOLDER = "archive/";

  private PyTorchCheckpoint() {}

  /**
   * Writes tensors one at a time, in the order given.
   *
   * @param metadata notes that {@link WeightFile#metadata()} gives back and PyTorch passes over
   * @throws io.github.dino4j.DinoException if the file cannot be written; then none appears
   */
  public static void write(
      Path target, Collection<TensorEntry> tensors, Map<String, String> metadata) {
    List<TensorEntry> ordered = List.copyOf(tensors);
    WholeFile.write(
        target,
        out -> {
          ZipWriter zip = new ZipWriter(out);
          zip.add(FOLDER + "data.pkl", MemorySegment.ofArray(PickleWriter.stateDict(ordered)));
          zip.add(FOLDER + "byteorder", text("little"));
          if (!metadata.isEmpty()) {
            zip.add(FOLDER + PyTorchZip.METADATA, text(Json.compact(new TreeMap<>(metadata))));
          }
          for (int i = 0; i < ordered.size(); i++) {
            zip.add(FOLDER + "data/" + i, ordered.get(i).bytes());
          }
          zip.add(FOLDER + "version", text("3\n"));
          zip.finish();
        });
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(UTF_8));
  }
}
