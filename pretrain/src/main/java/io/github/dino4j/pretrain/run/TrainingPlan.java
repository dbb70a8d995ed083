package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.weights.ParameterShapes;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.schedule.Schedules;
import io.github.dino4j.torch.Computation;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration asks for on so many images: steps, sizes, memory. Making one checks the
 * configuration, so that nothing that cannot work is begun.
 *
 * @param images in the training data
 * @param processes that train together
 * @param computation the way in which each of them computes
 * @param teacher the frozen one; none in pretraining
 */
public record TrainingPlan(
    PretrainConfig config,
    int images,
    int processes,
    Computation computation,
    @Nullable TeacherPlan teacher) {
  private static final double MIB = 1 << 20;
  private static final int FLOAT = 4;

  /** Libraries, classes and buffers, before any tensor. */
  private static final double PROGRAM_MIB = 450;

  /**
   * Without a frozen teacher.
   *
   * @throws DinoException in one line, if the configuration cannot work on this data
   */
  public TrainingPlan(PretrainConfig config, int images, int processes, Computation computation) {
    this(config, images, processes, computation, null);
  }

  /**
   * @throws DinoException in one line, if the configuration cannot work on this data
   */
  public TrainingPlan {
    require(processes > 0, "there must be at least one worker, not " + processes);
    int patch = config.student().patchSize();
    requireMultiple("crops.global_crops_size", config.crops().globalCropsSize(), patch);
    if (config.crops().localCropsNumber() > 0) {
      requireMultiple("crops.local_crops_size", config.crops().localCropsSize(), patch);
    }
    int batch = config.train().batchSize();
    int micro = config.compute().microBatch();
    require(
        micro == 0 || batch % micro == 0,
        "compute.micro_batch %d does not divide train.batch_size_per_gpu %d"
            .formatted(micro, batch));
    require(
        !LossPlan.of(config).has(Loss.KOLEO) || config.imagesInAPass() > 1,
        "KoLeo compares the images of a pass and one image has no neighbour: raise"
            + " train.batch_size_per_gpu or compute.micro_batch, or set dino.koleo_loss_weight=0");
    require(
        images >= batch * processes,
        "%s fewer than a step takes (%d): lower train.batch_size_per_gpu"
            .formatted(images == 1 ? "1 image is" : images + " images are", batch * processes));
    StudentArchitecture.of(config);
    StudentArchitecture.input(config);
    TeacherPlan.requireMeaningful(config);
    Schedules.of(config, processes);
  }

  private static void requireMultiple(String key, int size, int patch) {
    require(
        patch > 0 && size >= patch && size % patch == 0,
        "%s %d is no multiple of student.patch_size %d: %d would be"
            .formatted(
                key,
                size,
                patch,
                Math.max(1, Math.round(size / (float) Math.max(patch, 1))) * patch));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new DinoException(otherwise);
    }
  }

  /** Steps of the whole run. */
  public long iterations() {
    return Schedules.of(config, processes).iterations();
  }

  /** How often an image is seen on average. */
  public double passesOverTheData() {
    return iterations() * (double) config.train().batchSize() * processes / images;
  }

  /** Trainable values of the backbone. */
  public long backboneParameters() {
    return ParameterShapes.count(model());
  }

  /** Trainable values of one head. */
  private long headParameters(PretrainConfig.Head head) {
    long values = 0;
    long in = model().dim();
    for (int layer = 1; layer <= head.layers(); layer++) {
      long out = layer == head.layers() ? head.bottleneck() : head.hidden();
      values += in * out + out;
      in = out;
    }
    return values + (long) head.prototypes() * (head.bottleneck() + 1);
  }

  /** Trainable values of all heads, or of the projector. */
  public long headParameters() {
    if (teacher != null && LossPlan.of(config).matchesFeatures()) {
      return 2L * (model().dim() + 1) * teacher.model().dim();
    }
    return LossPlan.of(config).heads().values().stream().mapToLong(this::headParameters).sum();
  }

  /** Student, its average, gradients and two moments, in MiB. */
  public double stateMib() {
    return 5 * FLOAT * (double) (backboneParameters() + headParameters()) / MIB;
  }

  /** One saved state, in MiB: gradients are not saved. */
  public double checkpointMib() {
    return stateMib() * 4 / 5;
  }

  /** What the folder grows to, in MiB: the last two states, the best, and one on its way. */
  public double diskMib() {
    return 4 * checkpointMib();
  }

  /** What the student keeps for its backward pass, in MiB; an estimate. */
  public double activationsMib() {
    return new MemoryEstimate(config, computation).activations() / MIB;
  }

  /** The weights of a frozen teacher, packed in the precision of the run, in MiB. */
  public double teacherMib() {
    return teacher == null
        ? 0
        : (teacher.backboneParameters() * (double) computation.precision().bytes()
                + teacher.headParameters() * (double) FLOAT)
            / MIB;
  }

  /** All together in each process, in MiB; an estimate. */
  public double memoryMib() {
    return PROGRAM_MIB + stateMib() + activationsMib() + teacherMib();
  }

  private VisionTransformerConfig model() {
    return StudentArchitecture.of(config);
  }

  /** Line by line, for people. */
  public Map<String, String> lines() {
    VisionTransformerConfig model = model();
    var crops = config.crops();
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put(
        "model",
        text(
            "%d blocks of %d heads, %d features, patches of %d: %.1f M parameters, heads %.1f M",
            model.depth(),
            model.heads(),
            model.dim(),
            model.patchSize(),
            backboneParameters() / 1e6,
            headParameters() / 1e6));
    if (teacher != null) {
      lines.put("teacher", teacher.describe());
    }
    lines.put(
        "views",
        text(
            "2 global of %d px, %d local of %d px an image",
            crops.globalCropsSize(), crops.localCropsNumber(), crops.localCropsSize()));
    lines.put("computes", computation.toString());
    computation.limit().ifPresent(limit -> lines.put("limit", limit));
    lines.put(
        "steps",
        text(
            "%,d of %,d images%s: %.1f passes over %,d images",
            iterations(),
            config.train().batchSize() * processes,
            processes > 1 ? text(" (%d processes)", processes) : "",
            passesOverTheData(),
            images));
    lines.put(
        "memory",
        text(
            "about %,.0f MiB a process: weights and moments %,.0f, activations %,.0f%s",
            memoryMib(),
            stateMib(),
            activationsMib(),
            teacher == null ? "" : text(", teacher %,.0f", teacherMib())));
    lines.put(
        "disk", text("about %,.0f MiB: four checkpoints of %,.0f", diskMib(), checkpointMib()));
    return lines;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
