package io.github.dino4j.cli.option;

import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.spark.SparkRunner;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where tasks run: the same words in every command that can use a cluster. */
public final class MasterOptions {
  private static final String LOCAL = "local[*]";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Run on Spark: local[*] in this process, spark://HOST:7077, yarn or k8s://URL on a"
              + " cluster (docs/spark.md).")
  private @Nullable String master;

  @Option(
      names = "--spark",
      paramLabel = "KEY=VALUE",
      description = "A setting of Spark, such as spark.executor.memory=8g; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** Whether the user named a master. */
  public boolean isNamed() {
    if (master == null && !settings.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--spark goes with --master");
    }
    return master != null;
  }

  /**
   * What runs tasks there.
   *
   * @throws io.github.dino4j.DinoException if there is no such master, or it cannot be reached
   */
  public TaskRunner open(TaskRunner.Listener listener) {
    if (master == null) {
      throw new IllegalStateException("no master was named");
    }
    return SparkRunner.open(master, settings, listener);
  }

  /** The same, on all cores of this machine where no master was named. */
  public TaskRunner openOrLocal(TaskRunner.Listener listener) {
    return SparkRunner.open(master == null ? LOCAL : master, settings, listener);
  }
}
