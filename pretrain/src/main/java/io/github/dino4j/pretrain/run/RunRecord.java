package io.github.dino4j.pretrain.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.pretrain.data.TrainingImages;
import io.github.dino4j.torch.ComputeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run was begun with, beside its configuration: enough to repeat it, and to notice that
 * something changed underneath when it goes on.
 *
 * @param data the inputs as the user named them, made absolute
 * @param images how many there are
 * @param fingerprint of their names and sizes
 * @param seed of weights, crops, masks and order
 * @param processes that train together
 * @param device where each of them trains, {@code cpu} or {@code cuda}
 * @param threads of libtorch in each of them, with which a run goes on: sums are bit-identical for
 *     one number of threads only
 * @param computation the way in which each of them computes, in words; empty in older runs
 * @param teacher digest of the weights of a frozen teacher; empty without one
 * @param versions of dino4j and Java, and the machine
 */
public record RunRecord(
    List<String> data,
    int images,
    String fingerprint,
    long seed,
    int processes,
    String device,
    int threads,
    String computation,
    String teacher,
    Versions versions) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Runs of the time before there was a choice do not name their device, nor their way. */
  public RunRecord {
    device = Objects.requireNonNullElse(device, ComputeDevice.CPU.toString());
    computation = Objects.requireNonNullElse(computation, "");
    teacher = Objects.requireNonNullElse(teacher, "");
  }

  /**
   * Which software it was, and on what.
   *
   * @param processor what it calls itself; empty in older runs
   */
  public record Versions(String dino4j, String java, String system, String processor) {
    public Versions {
      processor = Objects.requireNonNullElse(processor, "");
    }

    static Versions here() {
      String own = RunRecord.class.getPackage().getImplementationVersion();
      return new Versions(
          own == null ? "development" : own,
          Runtime.version().toString(),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"),
          Processor.name());
    }
  }

  String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @throws DinoException if the file is damaged
   */
  public static RunRecord read(Path file) {
    try {
      return JSON.readValue(Files.readString(file), RunRecord.class);
    } catch (IOException e) {
      throw new DinoException(
          "%s is damaged or cannot be read: the run in this folder cannot go on; its weights can still be used by student.pretrained_weights"
              .formatted(file),
          e);
    }
  }

  /**
   * What makes the last bits of numbers other ones than those that the run would have had where it
   * was begun, in one line; empty where nothing does, or where the record does not know.
   */
  Optional<String> difference(RunRecord now) {
    if (!device.equals(now.device)) {
      return Optional.of(
          "going on on %s, the run was begun on %s: its numbers will differ from those that it would have had there"
              .formatted(now.device, device));
    }
    if (computation.isEmpty() || where().equals(now.where())) {
      return Optional.empty();
    }
    return Optional.of(
        "going on in %s, the run was begun in %s: the last bits of its numbers will differ from those that it would have had there"
            .formatted(now.where(), where()));
  }

  private String where() {
    return computation + ", on " + versions.processor();
  }

  /**
   * Refuses to go on with another frozen teacher.
   *
   * @param hash of the one that is there now
   */
  void requireSameTeacher(String hash) {
    if (!teacher.equals(hash)) {
      throw new DinoException(
          "the teacher's weights changed since the run began: put them back where teacher.pretrained_weights and teacher.head of its config.yaml say, or begin a new run with student.pretrained_weights set to this one");
    }
  }

  /**
   * Refuses to go on under what would silently make another run of it.
   *
   * @param found where the data should be
   * @param count of processes that would go on
   */
  void requireSame(TrainingImages found, int count) {
    if (!fingerprint.equals(found.fingerprint())) {
      throw new DinoException(
          "the data changed since the run began (%d images then, %s now): put it back, or begin a new run with student.pretrained_weights set to this one"
              .formatted(images, images == found.size() ? "as many of other names" : found.size()));
    }
    if (processes != count) {
      throw new DinoException(
          "the run was begun by %d processes, not %d: go on with as many (--workers)"
              .formatted(processes, count));
    }
  }
}
