package io.github.dino4j.pretrain.step;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A student with everything that a step changes: weights, their moving average, moments and
 * centres. The moving average is what training is for, and in pretraining the teacher too; in
 * distillation another network gives the targets, which stays as it is. With several processes each
 * has one, and all step together.
 *
 * <p>Owns all of it until {@link #close()}; one thread at a time may use it.
 */
public final class TrainingStep implements AutoCloseable {
  private final PretrainConfig config;
  private final LossPlan plan;
  private final ProcessGroup processes;
  private final Computation computation;
  private final Network student;
  private final Network average;
  private final @Nullable FrozenTeacher frozen; // none in pretraining
  private final TeacherTargets targets;
  private final Generator generator; // on the processor, so that all devices draw the same
  private final Submodules submodules;
  private final @Nullable BlockStack stack; // none where libtorch computes the blocks

  /**
   * Pretraining: a student with fresh weights, and an average equal to it, which teaches.
   *
   * @param config whose {@code train.seed} decides the weights, the same on every device
   * @param processes on whose device everything lives that a step changes, and steps compute; for
   *     several GPUs that is the one {@linkplain ComputeDevice#select selected} on this thread
   * @throws DinoException if the configuration describes no model, or there is no such device
   */
  public TrainingStep(PretrainConfig config, ProcessGroup processes) {
    this(config, processes, null);
  }

  /**
   * The same, or distillation.
   *
   * @param frozen the teacher, on the device of the processes, closed with this; none in
   *     pretraining
   */
  public TrainingStep(
      PretrainConfig config, ProcessGroup processes, @Nullable FrozenTeacher frozen) {
    processes.device().require();
    this.config = config;
    this.processes = processes;
    plan = LossPlan.of(config);
    computation = StepComputation.of(config, processes.device());
    this.frozen = frozen;
    int teacherDim = frozen == null ? 0 : frozen.dim();
    student = Network.initialized(config, config.train().seed(), teacherDim);
    average = Network.of(config, teacherDim);
    targets = new TeacherTargets(config, plan, processes);
    try (Scope scope = Scope.open()) {
      generator = Scope.keep(Tensors.generator(config.train().seed()));
      Device device = processes.device().toTorch();
      student.moveTo(device); // before gradients and moments are made beside the parameters
      average.moveTo(device);
      targets.moveTo(device);
    }
    submodules = new Submodules(student, average, config.optim(), processes);
    student.broadcast(processes);
    average.copyFrom(student);
    stack =
        computation.engine() == Computation.Engine.KERNELS
            ? new BlockStack(student.backbone().config(), type())
            : null;
  }

  /** The way in which the blocks are computed. */
  public Computation computation() {
    return computation;
  }

  public Network student() {
    return student;
  }

  /** The moving average of the student: what a run leaves. */
  public Network average() {
    return average;
  }

  /**
   * Everything that the steps so far have made, by name, as float32 tensors on the device; owned by
   * this. Copy into them to go on from a saved run. The average is called {@code teacher}, as the
   * reference does; a frozen teacher is not among them.
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    student.named().forEach((name, tensor) -> state.put("student." + name, tensor));
    average.named().forEach((name, tensor) -> state.put("teacher." + name, tensor));
    submodules.state().forEach((name, tensor) -> state.put("optimizer." + name, tensor));
    state.putAll(targets.state());
    return state;
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
    zeroGrad();
    targets.startStep();
    StepReport here = accumulateGradients(batches, hyperparameters);
    // All that can fail because of another process comes before the first change.
    submodules.beginSums();
    StepReport averages = here.averaged(processes);
    targets.shareStep();
    submodules.awaitSums();
    StepReport report = averages.with(submodules.gradientNorms());
    report.requireFinite(iteration, hyperparameters);
    submodules.clip(report.gradientNorms(), config.optim().clipGrad());
    submodules.update(hyperparameters);
    targets.finishStep();
    return report;
  }

  /** Draws depend on nothing that a resumed run would not know. */
  private long drawSeed(long iteration) {
    long step = Math.addExact(iteration * processes.count(), processes.rank());
    return new SplittableRandom(config.train().seed()).nextLong()
        ^ new SplittableRandom(step).nextLong();
  }

  /** A graph frees its activations as gradients come, a stack keeps the memory of its own. */
  private void zeroGrad() {
    submodules.gradients().forEach(stack == null ? Gradients::giveBack : Gradients::zero);
  }

  private StepReport accumulateGradients(List<Batch> batches, Hyperparameters hyperparameters) {
    TeacherPass teacherPass = new TeacherPass(teacher(), plan, targets, type());
    ForwardMode mode = new ForwardMode(config.student().dropPathRate(), type(), generator);
    StudentPass studentPass = new StudentPass(student, plan, mode, way());
    double share = 1.0 / batches.size();
    StepReport report = StepReport.ZERO;
    for (Batch given : batches) {
      Runnable headsAreDone = given == batches.getLast() ? this::beginSums : () -> {};
      try (Scope scope = Scope.open()) {
        Batch batch = given.to(submodules.backbone().gradients().flat());
        TeacherPass.Output output = teacherPass.run(batch, hyperparameters.teacherTemperature());
        double entropy = output.entropy(batch.images());
        var inputs = new LossPass.Inputs(batch, output, share / processes.count());
        Losses losses = studentPass.run(inputs, headsAreDone);
        report = report.plus(losses, entropy, share);
      }
    }
    return report;
  }

  private Teacher teacher() {
    return frozen != null
        ? frozen.teacher()
        : new Teacher(Teacher.of(average.backbone(), type(), stack), average.heads());
  }

  /** No pass to come adds to the gradients of the heads. */
  private void beginSums() {
    student.heads().values().forEach(DinoHead::finishGradients);
    submodules.headsAreDone();
  }

  private BackbonePass.Way way() {
    int segments = config.compute().checkpointSegments();
    if (stack != null) {
      return new BackbonePass.Way.Stacked(stack, submodules.backbone().sum()::gradientReady);
    }
    return segments > 0
        ? new BackbonePass.Way.Checkpointed(segments)
        : new BackbonePass.Way.Graph();
  }

  private ScalarType type() {
    return StepComputation.type(computation.precision());
  }

  @Override
  public void close() {
    submodules.close();
    targets.close();
    Scope.free(generator);
    if (stack != null) {
      stack.close();
    }
    student.close();
    average.close();
    if (frozen != null) {
      frozen.close();
    }
  }
}
