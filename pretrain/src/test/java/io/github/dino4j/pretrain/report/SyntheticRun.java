package io.github.dino4j.pretrain.report;

import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.probe.PcaStrip;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.pretrain.step.Losses;
import io.github.dino4j.pretrain.step.StepReport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** A folder as a run leaves it, with numbers like those of a run. */
final class SyntheticRun {
  static final int STEPS = 3000;
  private static final int PROBE_EVERY = 250;

  private SyntheticRun() {}

  /** The same numbers for the same iteration. */
  static Metrics metrics(long iteration) {
    Random random = new Random(iteration);
    double done = iteration / (double) STEPS;
    double warm = Math.min(1, 5 * done);
    double local = 9.7 - 2.5 * done + 0.15 * random.nextGaussian();
    double global = 1.23 - 0.3 * done + 0.03 * random.nextGaussian();
    double ibot = 2.77 - 1.1 * done + 0.1 * random.nextGaussian();
    double koleo = 0.35 - 0.25 * (1 - Math.exp(-8 * done)) + 0.01 * random.nextGaussian();
    Map<Loss, Double> terms =
        Map.of(
            Loss.DINO_LOCAL, local, Loss.DINO_GLOBAL, global, Loss.IBOT, ibot, Loss.KOLEO, koleo);
    Map<String, Double> norms = new LinkedHashMap<>();
    norms.put("backbone", (0.4 + 2 * warm) * Math.exp(0.3 * random.nextGaussian()));
    norms.put("dino_head", 0.8 * warm + 0.05 * Math.exp(0.3 * random.nextGaussian()));
    norms.put("ibot_head", 0.02 + 0.5 * done * Math.exp(0.2 * random.nextGaussian()));
    double wave = (1 + Math.cos(Math.PI * done)) / 2;
    return new Metrics(
        iteration,
        1.9 * (iteration + 1),
        33 + 2 * random.nextGaussian(),
        iteration == 0 ? 0.4 : 0.02 * random.nextDouble(),
        new StepReport(
            new Losses(terms, local + global + 2 * (ibot + koleo)),
            norms,
            11 - 6 * Math.sqrt(done) + 0.1 * random.nextGaussian()),
        new Hyperparameters(
            warm < 1 ? 1e-3 * warm : 1e-6 + 1e-3 * wave,
            0.4 - 0.36 * wave,
            1 - 0.008 * wave,
            0.04 + 0.03 * warm,
            done < 0.1 ? 0 : 1e-3 * wave));
  }

  /** A probe a few hundred steps, from the untrained network on. */
  static String probe(long iteration) {
    double learned = 1 - Math.exp(-3.0 * iteration / STEPS);
    return String.format(
        Locale.ROOT,
        "{\"iteration\":%d,\"knn_top1\":%.4f,\"raw_pixels_top1\":0.231,\"chance_top1\":0.115,\"mean_cosine\":%.4f,\"effective_rank\":%.3f,\"images\":2000,\"seconds\":6.5}\n",
        iteration,
        0.212 + 0.31 * learned,
        0.99 - 0.7 * learned,
        4 + 60 * learned);
  }

  /** Writes all that a run writes. */
  static void write(Path run) {
    try {
      Files.createDirectories(run.resolve("pictures"));
      Files.writeString(
          run.resolve("config.yaml"),
          ConfigFile.defaults()
              .with(
                  List.of(
                      "student.arch=vit_small",
                      "train.dataset_path=photos <of> mine",
                      "optim.epochs=4"))
              .yaml());
      try (MetricsLog log = MetricsLog.open(run.resolve("metrics.jsonl"), 0)) {
        for (int i = 0; i < STEPS; i++) {
          log.add(metrics(i));
        }
      }
      StringBuilder probes = new StringBuilder();
      for (int i = 0; i <= STEPS; i += PROBE_EVERY) {
        probes.append(probe(i));
        ImageIO.write(strip(i), "png", PcaStrip.file(run, i).toFile());
      }
      Files.writeString(run.resolve("probes.jsonl"), probes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage strip(long iteration) {
    BufferedImage strip = new BufferedImage(336, 328, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < strip.getHeight(); y++) {
      for (int x = 0; x < strip.getWidth(); x++) {
        strip.setRGB(x, y, y < 160 ? 0x808080 : (int) (0x10101L * (iteration / 20 + x / 7)));
      }
    }
    return strip;
  }
}
