package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Backbone and heads on their way from gradients to new weights of the student and their average.
 *
 * <p>Owns gradients and moments until {@link #close()}.
 */
final class Submodules implements AutoCloseable {
  private final List<Submodule> all = new ArrayList<>(); // the backbone first

  /**
   * @param student on the device where gradients and moments will be; outlives this
   * @param processes that share the gradients
   */
  Submodules(Network student, Network average, PretrainConfig.Optim optim, ProcessGroup processes) {
    var averages = average.submodules();
    student
        .submodules()
        .forEach((name, parameters) -> {
          int depth = name.equals(Submodule.BACKBONE) ? student.backbone().config().depth() : 0;
          all.add(
              Submodule.of(
                  name,
                  parameters,
                  Objects.requireNonNull(averages.get(name)),
                  Submodule.Optimization.of(optim, depth),
                  processes));
        });
  }

  Submodule backbone() {
    return all.getFirst();
  }

  List<Gradients> gradients() {
    return all.stream().map(Submodule::gradients).toList();
  }

  /**
   * The gradients of the heads are complete, and the coming pass through the backbone is the last
   * of the step: begins to sum over all processes, those of the backbone as they come.
   */
  void headsAreDone() {
    all.forEach(Submodule::beginSum);
  }

  /** All gradients are complete: begins to sum those that have not gone yet. */
  void beginSums() {
    all.forEach(submodule -> submodule.sum().begin());
  }

  /**
   * Waits for all sums.
   *
   * @throws io.github.dino4j.DinoException if a process is lost or silent for too long
   */
  void awaitSums() {
    all.forEach(submodule -> submodule.sum().await());
  }

  /** By submodule. */
  Map<String, Double> gradientNorms() {
    Map<String, Double> norms = new LinkedHashMap<>();
    all.forEach(submodule -> norms.put(submodule.name(), submodule.gradients().norm()));
    return norms;
  }

  /**
   * Clips the gradients of each submodule.
   *
   * @param norms as {@link #gradientNorms} says
   * @param largest norm; 0 leaves all as they are
   */
  void clip(Map<String, Double> norms, double largest) {
    for (Submodule submodule : all) {
      double norm = Objects.requireNonNull(norms.get(submodule.name()));
      submodule.gradients().clip(norm, largest);
    }
  }

  /** Moves the student by its gradients, and its average after it. */
  void update(Hyperparameters hyperparameters) {
    all.forEach(submodule -> submodule.update(hyperparameters));
  }

  /** What must be saved to go on from here, by submodule and parameter; owned by this. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (Submodule submodule : all) {
      String prefix = submodule.name() + ".";
      submodule.optimizer().state().forEach((name, tensor) -> state.put(prefix + name, tensor));
    }
    return state;
  }

  @Override
  public void close() {
    all.forEach(Submodule::close);
  }
}
