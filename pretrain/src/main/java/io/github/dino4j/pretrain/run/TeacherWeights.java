package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.PathText;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.catalogue.ModelFiles;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.ModelHints;
import io.github.dino4j.model.weights.ParameterHash;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.PretrainConfig.Match;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.step.FrozenTeacher;
import io.github.dino4j.pretrain.step.StepComputation;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a frozen teacher ({@code teacher.pretrained_weights}, {@code teacher.head}): the
 * average of an earlier run, a training checkpoint, or any weights that are a backbone.
 *
 * <p>Owns its files until {@link #close()}.
 */
final class TeacherWeights implements AutoCloseable {
  private final ModelFile backbone;
  private final @Nullable WeightFile headFile;
  private final Map<HeadName, Map<String, TensorEntry>> heads;

  private TeacherWeights(
      ModelFile backbone,
      @Nullable WeightFile headFile,
      Map<HeadName, Map<String, TensorEntry>> heads) {
    this.backbone = backbone;
    this.headFile = headFile;
    this.heads = heads;
  }

  /**
   * Opens what the configuration names.
   *
   * @return empty where there is no frozen teacher
   * @throws DinoException if it cannot be had or read, or has no heads where some are asked for
   */
  static Optional<TeacherWeights> open(PretrainConfig config) {
    PretrainConfig.Teacher teacher = config.teacher();
    return teacher.isFrozen()
        ? Optional.of(open(teacher.pretrainedWeights(), teacher.head()))
        : Optional.empty();
  }

  /** The configuration with paths to a teacher that hold wherever a run goes on from. */
  static ConfigFile located(ConfigFile config) {
    PretrainConfig.Teacher teacher = config.config().teacher();
    Map<String, Map<String, String>> absolute =
        Map.of(
            "teacher",
            Map.of(
                "pretrained_weights", absolute(teacher.pretrainedWeights()),
                "head", absolute(teacher.head())));
    return config.with("teacher", Json.compact(absolute));
  }

  /** A released model's name stays what it is. */
  private static String absolute(String source) {
    if (source.isEmpty() || !Files.exists(PathText.path(source))) {
      return source;
    }
    return PathText.text(PathText.path(source).toAbsolutePath().normalize());
  }

  /**
   * The configuration with {@code teacher.match} decided.
   *
   * @throws DinoException if the teacher cannot be had or read
   */
  static ConfigFile decided(ConfigFile config) {
    PretrainConfig.Teacher teacher = config.config().teacher();
    if (!teacher.isFrozen() || teacher.match() != Match.AUTO) {
      return config;
    }
    try (TeacherWeights weights = open(teacher.pretrainedWeights(), teacher.head())) {
      return config.with(
          List.of("teacher.match=" + weights.usualMatch().name().toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * What a teacher is, checked against the student; null without one.
   *
   * @param config whose {@code teacher.match} is decided
   * @throws DinoException in one line, if the student cannot learn from it
   */
  static @Nullable TeacherPlan planOf(PretrainConfig config) {
    try (TeacherWeights weights = open(config).orElse(null)) {
      return weights == null
          ? null
          : TeacherPlan.of(
              config.teacher().pretrainedWeights(),
              weights.backbone.config(),
              weights.backbone.input(),
              weights.heads,
              config);
    }
  }

  /** A digest of all weights that targets may be made of; empty without a frozen teacher. */
  static String hashOf(PretrainConfig config) {
    try (TeacherWeights weights = open(config).orElse(null)) {
      return weights == null ? "" : weights.hash();
    }
  }

  /**
   * A teacher at work, owned by the caller; null without one.
   *
   * @param config whose {@code teacher.match} is decided
   * @param device of the student
   */
  static @Nullable FrozenTeacher load(PretrainConfig config, ComputeDevice device) {
    try (TeacherWeights weights = open(config).orElse(null)) {
      return weights == null
          ? null
          : new FrozenTeacher(
              weights.forStep(LossPlan.of(config)), StepComputation.of(config, device), device);
    }
  }

  private static TeacherWeights open(String source, String headSource) {
    Path path = state(source);
    boolean isFile = Files.isRegularFile(path);
    ModelFile backbone =
        isFile
            ? ModelFile.open(path, hints(path))
            : ModelFiles.open(source, DownloadProgress.SILENT);
    WeightFile headFile = null;
    try {
      Path heads = headSource.isEmpty() ? path : state(headSource);
      headFile = !headSource.isEmpty() || isFile ? WeightFile.open(heads) : null;
      Map<HeadName, Map<String, TensorEntry>> found =
          headFile == null ? Map.of() : HeadEntries.of(headFile.entries());
      if (!headSource.isEmpty() && !found.containsKey(HeadName.DINO)) {
        throw new DinoException("teacher.head: %s holds no dino_head".formatted(heads));
      }
      return new TeacherWeights(backbone, headFile, found);
    } catch (RuntimeException e) {
      if (headFile != null) {
        headFile.close();
      }
      backbone.close();
      throw e;
    }
  }

  /** A run's folder stands for its last state. */
  private static Path state(String source) {
    Path path = PathText.path(source);
    RunFolder run = new RunFolder(path);
    return run.holdsRun()
        ? new Checkpoints(run.checkpoints())
            .last()
            .orElseThrow(() -> new DinoException(path + " holds no checkpoint yet"))
            .file()
        : path;
  }

  /** States of runs do not say what the configuration beside them does. */
  private static ModelHints hints(Path state) {
    Path checkpoints = state.toAbsolutePath().getParent();
    if (checkpoints == null || checkpoints.getParent() == null) {
      return ModelHints.NONE;
    }
    RunFolder run = new RunFolder(checkpoints.getParent());
    if (!checkpoints.equals(run.checkpoints()) || !run.holdsRun()) {
      return ModelHints.NONE;
    }
    PretrainConfig config = ConfigFile.defaults().with(run.config()).config();
    InputChannels input = StudentArchitecture.input(config);
    return new ModelHints(
        Optional.of(StudentArchitecture.of(config)),
        ModelHints.NONE.heads(),
        ModelHints.NONE.state(),
        input.mean(),
        input.deviation());
  }

  private String hash() {
    List<TensorEntry> entries = new ArrayList<>(backbone.parameters().values());
    heads.forEach((head, weights) ->
        weights.forEach((name, entry) -> entries.add(entry.named(head.submodule() + "." + name))));
    return ParameterHash.of(entries, backbone.config() + " " + backbone.input());
  }

  private Match usualMatch() {
    return heads.containsKey(HeadName.DINO) ? Match.HEADS : Match.FEATURES;
  }

  private FrozenTeacher.Weights forStep(LossPlan plan) {
    Map<HeadName, Map<String, TensorEntry>> wanted = new EnumMap<>(HeadName.class);
    wanted.putAll(heads);
    wanted.keySet().retainAll(plan.heads().keySet());
    return new FrozenTeacher.Weights(backbone.config(), backbone.parameters(), wanted);
  }

  /** A trainable form of the backbone in fp32, owned by the caller. */
  VisionTransformer transformer() {
    return backbone.transformer();
  }

  @Override
  public void close() {
    if (headFile != null) {
      headFile.close();
    }
    backbone.close();
  }
}
