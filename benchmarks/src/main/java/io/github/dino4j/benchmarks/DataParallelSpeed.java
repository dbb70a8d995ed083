package io.github.dino4j.benchmarks;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.LocalWorkers;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.pretrain.step.Batch;
import io.github.dino4j.pretrain.step.TrainingStep;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Torch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Prints the median milliseconds of a training step on noise: {@code one} process with the whole
 * batch, or two on the same cores with half of it each, whose gradients are summed {@code
 * overlapped} with the backward pass or {@code after} it. Arguments: one of these words, steps,
 * images of a step, then {@code key=value} of the configuration.
 */
public final class DataParallelSpeed {
  private static final Hyperparameters HYPERPARAMETERS =
      new Hyperparameters(1e-4, 0.04, 0.99, 0.04, 1e-4);
  private static final int WARM_UP = 2;

  private DataParallelSpeed() {}

  public static void main(String[] arguments) {
    if (arguments.length < 3) {
      throw new DinoException("arguments: one|overlapped|after STEPS IMAGES [key=value ...]");
    }
    boolean alone = arguments[0].equals("one");
    if (!alone && !LocalWorkers.isWorker()) {
      System.exit(LocalWorkers.run(2, DataParallelSpeed.class, List.of(arguments)));
    }
    try (ProcessGroup processes =
        ProcessGroup.fromEnvironment(System.getenv(), ComputeDevice.CPU)) {
      Torch.start();
      boolean after = arguments[0].equals("after");
      double milliseconds = measure(arguments, after ? new AfterBackward(processes) : processes);
      if (processes.rank() == 0) {
        System.out.printf("%s %.0f%n", arguments[0], milliseconds);
      }
    }
  }

  private static double measure(String[] arguments, ProcessGroup processes) {
    int steps = Integer.parseInt(arguments[1]);
    int images = Integer.parseInt(arguments[2]) / processes.count();
    List<String> overrides = List.of(arguments).subList(3, arguments.length);
    PretrainConfig config = ConfigFile.defaults().with(overrides).config();
    List<Double> times = new ArrayList<>();
    try (Scope scope = Scope.open();
        TrainingStep training = new TrainingStep(config, processes)) {
      Batch batch = NoiseBatches.of(config, images, new Random(processes.rank()));
      for (int i = 0; i < WARM_UP + steps; i++) {
        processes.barrier();
        long start = System.nanoTime();
        var ignored = training.run(i, List.of(batch), HYPERPARAMETERS);
        times.add((System.nanoTime() - start) / 1e6);
      }
    }
    List<Double> measured = new ArrayList<>(times.subList(WARM_UP, times.size()));
    Collections.sort(measured);
    return measured.get(measured.size() / 2);
  }
}
