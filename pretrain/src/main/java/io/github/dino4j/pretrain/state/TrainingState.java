package io.github.dino4j.pretrain.state;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.step.TrainingStep;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.StateDict;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A training run in one safetensors file: student, teacher, moments and centres. Random draws
 * follow from seed, iteration and process, so with the next iteration a run goes on bit for bit.
 *
 * <p>All processes hold the same state: one writes it, all read it.
 */
public final class TrainingState {
  private static final String ITERATION = "dino4j.iteration";

  private TrainingState() {}

  /**
   * Where a run stands.
   *
   * @param nextIteration the first that was not run
   * @param notes what else must be known to go on, such as the position in the data
   */
  public record Position(long nextIteration, Map<String, String> notes) {}

  /**
   * Writes the file whole or not at all, over an older one.
   *
   * @throws DinoException if it cannot be written; then an older one is still there
   */
  public static void save(Path file, TrainingStep training, Position position) {
    try (Scope scope = Scope.open()) {
      List<TensorEntry> entries = new ArrayList<>();
      training.state().forEach((name, tensor) -> entries.add(entry(name, tensor)));
      Map<String, String> notes = new LinkedHashMap<>(position.notes());
      notes.put("format", "pt");
      notes.put(ITERATION, Long.toString(position.nextIteration()));
      Safetensors.write(file, entries, notes);
    }
  }

  /** Views the memory of a tensor on the CPU: a copy would double what a run needs. */
  private static TensorEntry entry(String name, Tensor tensor) {
    Tensor plain = tensor.detach().cpu().contiguous();
    return TensorEntry.of(name, DType.F32, Tensors.shape(plain), Tensors.memory(plain));
  }

  /**
   * Puts a saved run into {@code training}.
   *
   * @return where to go on
   * @throws DinoException if the file is damaged or of another model; then nothing was changed
   */
  public static Position load(Path file, TrainingStep training) {
    try (WeightFile saved = WeightFile.open(file);
        Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> state = training.state();
      check(saved, state);
      Position position = position(saved);
      state.forEach(
          (name, tensor) -> copy(Objects.requireNonNull(saved.entries().get(name)), tensor));
      return position;
    }
  }

  private static void check(WeightFile saved, Map<String, Tensor> state) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    state.forEach((name, tensor) -> shapes.put(name, Tensors.shape(tensor)));
    try {
      StateDict.requireFit(shapes, saved.entries());
    } catch (DinoException e) {
      throw new DinoException(
          "%s is of another model or configuration: %s".formatted(saved.path(), e.getMessage()), e);
    }
  }

  private static void copy(TensorEntry entry, Tensor tensor) {
    try (Scope scope = Scope.open()) {
      Tensor read = Tensors.empty(entry.shape());
      Tensors.memory(read).copyFrom(entry.floats());
      tensor.copy_(read);
    }
  }

  private static Position position(WeightFile saved) {
    Map<String, String> notes = new LinkedHashMap<>(saved.metadata());
    String iteration = notes.remove(ITERATION);
    notes.remove("format");
    if (iteration == null || !iteration.matches("\\d{1,18}")) {
      throw new DinoException(saved.path() + " holds no training run");
    }
    return new Position(Long.parseLong(iteration), notes);
  }
}
