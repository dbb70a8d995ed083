package io.github.dino4j.pretrain.schedule;

import io.github.dino4j.pretrain.config.PretrainConfig;

/**
 * The five schedules of a run (build_schedulers of dinov2/train/train.py).
 *
 * @param learningRate warm-up from zero, then cosine
 * @param weightDecay cosine, rising
 * @param momentum of the teacher, cosine, rising
 * @param teacherTemperature linear, then constant
 * @param frozenIterations how long the last layer keeps still; its schedule is the learning rate's
 *     otherwise
 */
public record Schedules(
    CosineSchedule learningRate,
    CosineSchedule weightDecay,
    CosineSchedule momentum,
    CosineSchedule teacherTemperature,
    long frozenIterations) {

  /**
   * @param processes that train together: the learning rate grows with the whole batch
   */
  public static Schedules of(PretrainConfig config, int processes) {
    var optim = config.optim();
    var teacher = config.teacher();
    long epoch = config.train().epochLength();
    long total = optim.epochs() * epoch;
    double peak = learningRate(config, processes);
    long heating = teacher.warmupTeacherTempEpochs() * epoch;
    return new Schedules(
        new CosineSchedule(peak, optim.minLr(), total, 0, optim.warmupEpochs() * epoch, 0),
        CosineSchedule.of(optim.weightDecay(), optim.weightDecayEnd(), total),
        CosineSchedule.of(teacher.momentumTeacher(), teacher.finalMomentumTeacher(), total),
        new CosineSchedule(
            teacher.teacherTemp(),
            teacher.teacherTemp(),
            heating,
            0,
            heating,
            teacher.warmupTeacherTemp()),
        optim.freezeLastLayerEpochs() * epoch);
  }

  /** The base rate is for 1024 images a step and scales with the square root of their number. */
  public static double learningRate(PretrainConfig config, int processes) {
    double images = (double) config.train().batchSize() * processes;
    return config.optim().baseLr() * Math.sqrt(images / 1024);
  }

  public Hyperparameters at(long iteration) {
    double rate = learningRate.at(iteration);
    return new Hyperparameters(
        rate,
        weightDecay.at(iteration),
        momentum.at(iteration),
        teacherTemperature.at(iteration),
        iteration < frozenIterations ? 0 : rate);
  }

  /** Iterations of the whole run. */
  public long iterations() {
    return learningRate.total();
  }
}
