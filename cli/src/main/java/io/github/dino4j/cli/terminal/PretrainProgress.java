package io.github.dino4j.cli.terminal;

import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.pretrain.report.Metrics;
import io.github.dino4j.pretrain.run.RunFolder;
import io.github.dino4j.pretrain.run.RunListener;
import io.github.dino4j.pretrain.run.Trainer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a run goes, for people: a bar with loss and waiting, and a line for each probe. */
public final class PretrainProgress implements RunListener, AutoCloseable {
  /** Share of the newest step in what is shown. */
  private static final double FRESH = 0.05;

  private final Progress progress;
  private long first = -1;
  private double loss;
  private double wait;
  private double imagesPerSecond;

  public PretrainProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void stepped(Metrics metrics, long iterations) {
    if (first < 0) {
      first = metrics.iteration();
    }
    double fresh = metrics.iteration() == first ? 1 : FRESH;
    loss += fresh * (metrics.step().losses().total() - loss);
    wait += fresh * (metrics.dataWait() - wait);
    imagesPerSecond += fresh * (metrics.imagesPerSecond() - imagesPerSecond);
    progress.show(
        new Progress.State(
            metrics.iteration() + 1,
            first,
            iterations,
            "steps",
            text(
                ", loss %.3f, %.1f images/s, %.0f %% waiting for data",
                loss, imagesPerSecond, 100 * wait)));
  }

  @Override
  public void probed(ProbeResult probe) {
    progress.say(
        text("step %d: ", probe.iteration())
            + accuracy(probe.knnTop1(), probe.rawPixelTop1())
            + text(
                "different images %.2f alike, %.1f directions in use",
                probe.meanCosine(), probe.effectiveRank()));
  }

  private static String accuracy(@Nullable Double top1, @Nullable Double pixels) {
    if (top1 == null) {
      return "";
    }
    String beside = pixels == null ? "" : text(" (raw pixels %.1f %%)", 100 * pixels);
    return text("nearest neighbours name %.1f %%%s; ", 100 * top1, beside);
  }

  @Override
  public void told(String line) {
    progress.say(line);
  }

  @Override
  public void remarked(String line) {
    progress.say("dino4j: " + line);
  }

  public void say(Trainer.End end, RunFolder folder) {
    progress.say(
        switch (end) {
          case FINISHED ->
              "done: %s, to be used by --model; curves and pictures: %s"
                  .formatted(folder.teacher(), folder.report());
          case STOPPED -> "stopped and saved; the same command with --resume goes on";
        });
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  @Override
  public void close() {
    progress.close();
  }
}
