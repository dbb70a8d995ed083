package io.github.dino4j.cli.curate;

import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.curate.dedup.Calibration;
import io.github.dino4j.curate.dedup.JudgedPairs;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.stage.CopyCalibration;
import io.github.dino4j.curate.stage.PairCalibration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j curate calibrate}: which threshold suits a model. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Find the threshold from which on two images are near-duplicates: it belongs to a model.",
      "By copies of your own images, or by pairs that people have judged (--pairs)."
    })
@SuppressWarnings("NullAway.Init")
final class CalibrateCommand extends DinoCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "FEATURES",
      description = "Feature files (.parquet) that embed wrote, or folders of their parts.")
  private List<Path> features;

  @Option(
      names = "--pairs",
      paramLabel = "CSV",
      description =
          "Judged pairs: a table with columns path1, path2 and same (1 or 0, true or false).")
  private @Nullable Path pairs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of images and copies. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    SequencedMap<String, List<Path>> sets = new LinkedHashMap<>();
    sets.put(Pool.POOL, features);
    Pool pool = Pool.open(sets, "", Pool.RANGE);
    Calibration calibration = calibration(pool);
    Calibration.Point proposed = CopyCalibration.threshold(calibration);
    print("threshold", proposed);
    print("best F1", calibration.best());
    for (double precision : new double[] {0.95, 0.99, 1}) {
      calibration
          .atPrecision(precision)
          .ifPresent(
              point -> print(String.format(Locale.ROOT, "precision %.2f", precision), point));
    }
    return ExitCode.DONE;
  }

  private Calibration calibration(Pool pool) {
    if (pairs != null) {
      return PairCalibration.calibrate(pool, JudgedPairs.read(pairs));
    }
    try (ModelCalibrator calibrator = new ModelCalibrator(seed)) {
      return calibrator.calibrate(pool, pool.rows(Pool.POOL));
    }
  }

  private void print(String what, Calibration.Point point) {
    out()
        .println(
            String.format(
                Locale.ROOT,
                "%-14s %.4f  precision %.3f  recall %.3f  F1 %.3f",
                what,
                point.threshold(),
                point.precision(),
                point.recall(),
                point.f1()));
  }
}
