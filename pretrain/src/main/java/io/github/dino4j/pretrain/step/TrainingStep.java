package io.github.dino4j.pretrain.step;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.loss.Centering;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.SinkhornKnopp;
import io.github.dino4j.pretrain.loss.TeacherCentering;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Student and teacher with everything that a step changes: weights, moments and centres. With
 * several processes each has one, and all step together.
 *
 * <p>Owns all of it until {@link #close()}; one thread at a time may use it.
 */
public final class TrainingStep implements AutoCloseable {
  private final PretrainConfig config;
  private final ProcessGroup processes;
  private final Computation computation;
  private final Network student;
  private final Network teacher;
  private final TeacherCentering clsTargets;
  private final @Nullable TeacherCentering patchTargets; // none without iBOT
  private final Generator generator; // on the processor, so that all devices draw the same
  private final List<Submodule> submodules = new ArrayList<>();
  private final @Nullable BlockStack stack; // where there is one for such a backbone

  /**
   * A student with fresh weights, and a teacher equal to it.
   *
   * @param config whose {@code train.seed} decides the weights, the same on every device
   * @param processes on whose device everything lives that a step changes, and steps compute; for
   *     several GPUs that is the one {@linkplain ComputeDevice#select selected} on this thread
   * @throws DinoException if the configuration describes no model, or there is no such device
   */
  public TrainingStep(PretrainConfig config, ProcessGroup processes) {
    this(config, processes, () -> present(processes.device()));
  }

  private static Device present(ComputeDevice device) {
    device.require();
    return device.toTorch();
  }

  /** For any device of libtorch's. */
  TrainingStep(PretrainConfig config, ProcessGroup processes, Supplier<Device> device) {
    this.config = config;
    this.processes = processes;
    computation = StepComputation.of(config, processes.device());
    student = Network.initialized(config, config.train().seed());
    teacher = Network.of(config);
    clsTargets = targets(config.dino().prototypes());
    patchTargets =
        config.ibot().lossWeight() == 0
            ? null
            : targets(Math.toIntExact(student.patchHead().prototypeCount()));
    try (Scope scope = Scope.open()) {
      generator = Scope.keep(Tensors.generator(config.train().seed()));
      moveTo(device.get());
    }
    student
        .submodules()
        .forEach((name, parameters) -> {
          int depth = name.equals(Submodule.BACKBONE) ? student.backbone().config().depth() : 0;
          submodules.add(
              Submodule.of(
                  name,
                  parameters,
                  Objects.requireNonNull(teacher.submodules().get(name)),
                  Submodule.Optimization.of(config.optim(), depth),
                  processes));
        });
    startTogether();
    stack = runsOnStack() ? new BlockStack(student.backbone().config(), type()) : null;
  }

  /** Kernels work on the processor's memory alone, whatever the device is called. */
  private boolean runsOnStack() {
    return computation.engine() == Computation.Engine.KERNELS
        && student.backbone().parameters().named().values().iterator().next().is_cpu();
  }

  /** The way in which the blocks are computed. */
  public Computation computation() {
    return computation;
  }

  /** Before gradients and moments are made beside the parameters. */
  private void moveTo(Device device) {
    student.moveTo(device);
    teacher.moveTo(device);
    centerings().forEach(targets -> targets.moveTo(device));
  }

  private TeacherCentering targets(int prototypes) {
    return switch (config.train().centering()) {
      case CENTERING -> new Centering(prototypes, processes);
      case SINKHORN_KNOPP -> new SinkhornKnopp(processes);
    };
  }

  /** All processes take the student of the first, and the teacher equals it. */
  private void startTogether() {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      student.named().values().forEach(processes::broadcast);
    }
    teacher.copyFrom(student);
  }

  public Network student() {
    return student;
  }

  public Network teacher() {
    return teacher;
  }

  /**
   * Everything that the steps so far have made, by name, as float32 tensors on the device; owned by
   * this. Copy into them to go on from a saved run.
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    student.named().forEach((name, tensor) -> state.put("student." + name, tensor));
    teacher.named().forEach((name, tensor) -> state.put("teacher." + name, tensor));
    for (Submodule submodule : submodules) {
      String prefix = "optimizer." + submodule.name() + ".";
      submodule.optimizer().state().forEach((name, tensor) -> state.put(prefix + name, tensor));
    }
    clsTargets.state().forEach((name, tensor) -> state.put("dino_loss." + name, tensor));
    if (patchTargets != null) {
      patchTargets.state().forEach((name, tensor) -> state.put("ibot_patch_loss." + name, tensor));
    }
    return state;
  }

  List<Submodule> submodulesForTest() {
    return submodules;
  }

  /** Whether tokens go through the blocks of student and teacher by kernels of our own. */
  boolean runsBlocksOnKernels() {
    return stack != null;
  }

  /** What makes the targets of CLS tokens, or of patches; none for patches without iBOT. */
  @Nullable TeacherCentering targets(boolean ofCls) {
    return ofCls ? clsTargets : patchTargets;
  }

  /**
   * One step.
   *
   * @param iteration from 0; decides the draws of stochastic depth
   * @param batches the batch of this process, in one or more passes of equal size, on any device
   * @throws DinoException if a loss or gradient is not finite, with the iteration, the terms and
   *     the learning rate, or if another process is lost; then nothing was updated
   */
  public StepReport run(long iteration, List<Batch> batches, Hyperparameters hyperparameters) {
    generator.set_current_seed(drawSeed(iteration));
    submodules.stream().map(Submodule::gradients).forEach(this::zeroGrad);
    centerings().forEach(TeacherCentering::startStep);
    Losses losses = Losses.ZERO;
    double entropy = 0;
    for (Batch given : batches) {
      boolean last = given == batches.getLast();
      try (Scope scope = Scope.open()) {
        Batch batch = given.to(submodules.getFirst().gradients().flat());
        double share = 1.0 / batches.size();
        TeacherPass.Output targets = teacherPass().run(batch, hyperparameters.teacherTemperature());
        entropy += share * TeacherPass.entropy(targets.cls(), batch.images());
        var inputs = new LossPass.Inputs(batch, targets, share / processes.count());
        Losses some = studentPass().run(inputs, last ? this::beginSums : () -> {});
        losses = losses.plus(some, share);
      }
    }
    // All that can fail because of another process comes before the first change.
    submodules.forEach(submodule -> submodule.sum().begin());
    StepReport averages = average(new StepReport(losses, Map.of(), entropy));
    centerings().forEach(TeacherCentering::shareStep);
    submodules.forEach(submodule -> submodule.sum().await());
    Fault fault = new Fault(iteration, averages.losses(), hyperparameters.learningRate());
    fault.unless(averages.losses().isFinite());
    Map<String, Double> norms = clip(fault);
    submodules.forEach(submodule -> submodule.update(hyperparameters));
    centerings().forEach(TeacherCentering::finishStep);
    return new StepReport(averages.losses(), norms, averages.teacherEntropy());
  }

  /** A graph frees its activations as gradients come, a stack keeps the memory of its own. */
  private void zeroGrad(Gradients gradients) {
    if (stack == null) {
      gradients.giveBack();
    } else {
      gradients.zero();
    }
  }

  /** No pass to come adds to the gradients of the heads. */
  private void beginSums() {
    student.heads().forEach(DinoHead::finishGradients);
    submodules.forEach(Submodule::beginSum);
  }

  private List<TeacherCentering> centerings() {
    return patchTargets == null ? List.of(clsTargets) : List.of(clsTargets, patchTargets);
  }

  /** Draws depend on nothing that a resumed run would not know. */
  private long drawSeed(long iteration) {
    long step = Math.addExact(iteration * processes.count(), processes.rank());
    return new SplittableRandom(config.train().seed()).nextLong()
        ^ new SplittableRandom(step).nextLong();
  }

  private TeacherPass teacherPass() {
    return new TeacherPass(teacher, clsTargets, patchTargets, type(), stack);
  }

  private StudentPass studentPass() {
    return new StudentPass(student, config, studentMode(), way());
  }

  private ForwardMode studentMode() {
    return new ForwardMode(config.student().dropPathRate(), type(), generator);
  }

  private BackbonePass.Way way() {
    int segments = config.compute().checkpointSegments();
    if (stack != null) {
      BucketedSum sum = submodules.getFirst().sum(); // of the backbone
      return new BackbonePass.Way.Stacked(stack, sum::gradientReady);
    }
    return segments > 0
        ? new BackbonePass.Way.Checkpointed(segments)
        : new BackbonePass.Way.Graph();
  }

  private ScalarType type() {
    return StepComputation.type(computation.precision());
  }

  private StepReport average(StepReport here) {
    try (Scope scope = Scope.open()) {
      float[] losses = here.losses().toArray();
      float[] values = Arrays.copyOf(losses, losses.length + 1);
      values[losses.length] = (float) here.teacherEntropy();
      float[] sums = Tensors.toFloats(processes.sum(Tensors.of(values, values.length)));
      double share = 1.0 / processes.count();
      return new StepReport(Losses.of(sums, share), Map.of(), share * sums[losses.length]);
    }
  }

  private Map<String, Double> clip(Fault fault) {
    Map<String, Double> norms = new LinkedHashMap<>();
    for (Submodule submodule : submodules) {
      double norm = submodule.gradients().norm();
      fault.unless(Double.isFinite(norm));
      submodule.gradients().clip(norm, config.optim().clipGrad());
      norms.put(submodule.name(), norm);
    }
    return norms;
  }

  /** What to say when numbers run away. */
  private record Fault(long iteration, Losses losses, double learningRate) {
    void unless(boolean finite) {
      if (!finite) {
        throw new DinoException(
            "iteration %d: a loss or gradient is not finite (%s; learning rate %s): nothing was updated; look at the images of this batch, or go on from the last checkpoint with a lower optim.base_lr"
                .formatted(iteration, losses.named(), learningRate));
      }
    }
  }

  @Override
  public void close() {
    submodules.forEach(Submodule::close);
    centerings().forEach(TeacherCentering::close);
    Scope.free(generator);
    if (stack != null) {
      stack.close();
    }
    student.close();
    teacher.close();
  }
}
