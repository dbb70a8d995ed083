package io.github.dino4j.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a long job is: a line drawn over itself on a terminal, a plain line every ten seconds
 * elsewhere. The rate counts what this run did, not what an earlier one left behind, and begins
 * anew with each part of a job: another unit, or fewer of one than before.
 */
public final class Progress implements AutoCloseable {
  private static final long REDRAW = Duration.ofMillis(200).toNanos();
  private static final long QUIET = Duration.ofSeconds(10).toNanos();
  private static final int BAR = 30;

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanos;
  private long start;
  private long shown;
  private long begun; // units of this part that its rate does not count
  private long done;
  private String unit = "";
  private boolean drawn;

  public Progress(PrintWriter err, boolean terminal) {
    this(err, terminal, System::nanoTime);
  }

  Progress(PrintWriter err, boolean terminal, LongSupplier nanos) {
    this.err = err;
    this.terminal = terminal;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.shown = start;
  }

  /**
   * @param done units finished, those of an earlier run included
   * @param before units that an earlier run had finished
   * @param total all units, or -1 while unknown
   * @param unit their name, in the plural
   * @param remark what else to show, or nothing
   */
  public record State(long done, long before, long total, String unit, String remark) {
    public State(long done, long before, long total, String unit) {
      this(done, before, total, unit, "");
    }
  }

  public synchronized void show(State state) {
    long now = nanos.getAsLong();
    if (!state.unit.equals(unit) || state.done < done) {
      begin(state, now);
    }
    done = state.done;
    if (now - shown < (terminal ? REDRAW : QUIET)) {
      return;
    }
    shown = now;
    long before = Math.max(state.before, begun);
    State counted = new State(done, before, state.total, unit);
    String text = text(counted, (now - start) / 1e9) + state.remark;
    if (terminal) {
      err.print("\r\033[K" + bar(state) + text);
      drawn = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  /** The first part began with the process, unless it tells that nothing is done yet. */
  private void begin(State state, long now) {
    if (!unit.isEmpty() || state.done == state.before) {
      start = now;
      begun = state.done;
    }
    unit = state.unit;
  }

  /** A line that stays, above the bar. */
  public synchronized void say(String line) {
    close();
    err.println(line);
    err.flush();
  }

  @Override
  public synchronized void close() {
    if (drawn) {
      err.print("\r\033[K");
      err.flush();
    }
  }

  static String text(State state, double seconds) {
    double rate = (state.done - state.before) / Math.max(seconds, 1e-3);
    String speed = String.format(Locale.ROOT, rate < 10 ? "%.1f/s" : "%.0f/s", rate);
    if (state.total < 0) {
      return "%d %s, %s".formatted(state.done, state.unit, speed);
    }
    String left =
        rate > 0 ? ", " + clock((long) Math.ceil((state.total - state.done) / rate)) + " left" : "";
    return "%d of %d %s, %s%s".formatted(state.done, state.total, state.unit, speed, left);
  }

  private static String bar(State state) {
    if (state.total <= 0) {
      return "";
    }
    int filled = (int) (BAR * Math.min(state.done, state.total) / state.total);
    return "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] ";
  }

  private static String clock(long seconds) {
    return seconds >= 3600
        ? "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
        : "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}
