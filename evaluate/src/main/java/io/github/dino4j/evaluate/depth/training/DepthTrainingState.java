package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a training run stands: all that it needs to go on, since the order of images and their
 * augmentation follow from the seed and the iteration.
 *
 * @param iteration batches that the head has seen
 * @param best the validations' lowest abs_rel so far; infinite before the first
 * @param options of the run, in words
 * @param tensors weights, averages of AdamW, and the weights of the best validation
 */
public record DepthTrainingState(
    int iteration, double best, String options, Map<String, TensorEntry> tensors) {
  private static final String ITERATION = "iteration";
  private static final String BEST = "best_abs_rel";
  private static final String OPTIONS = "options";

  /** Writes it as safetensors, beside the file and moved there. */
  public void write(Path file) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("format", "pt");
    metadata.put(ITERATION, Integer.toString(iteration));
    metadata.put(BEST, Double.toString(best));
    metadata.put(OPTIONS, options);
    Safetensors.write(file, tensors.values(), metadata);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DinoException in one line, if the file is damaged or no such state
   */
  public static DepthTrainingState read(Path file) {
    try (WeightFile weights = WeightFile.open(file)) {
      Map<String, String> metadata = weights.metadata();
      Map<String, TensorEntry> tensors = new LinkedHashMap<>();
      weights.entries().forEach((name, entry) -> tensors.put(name, copy(entry)));
      return new DepthTrainingState(
          Integer.parseInt(metadata.getOrDefault(ITERATION, "")),
          Double.parseDouble(metadata.getOrDefault(BEST, "")),
          metadata.getOrDefault(OPTIONS, ""),
          tensors);
    } catch (NumberFormatException e) {
      throw new DinoException(file + ": no state of a depth training; begin anew", e);
    }
  }

  /** The mapped file is closed before the state is used. */
  private static TensorEntry copy(TensorEntry entry) {
    return TensorEntry.of(
        entry.name(),
        entry.type(),
        entry.shape(),
        Arena.ofAuto().allocate(entry.byteSize(), 8).copyFrom(entry.bytes()));
  }
}
