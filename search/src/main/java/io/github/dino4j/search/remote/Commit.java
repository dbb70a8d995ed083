package io.github.dino4j.search.remote;

import io.github.dino4j.DinoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which vectors of a server count: those that were added by this generation or an earlier one, and
 * were not removed by then. Writing this one small record is what makes a commit.
 *
 * @param generation rises by one with each commit; 0 for an empty index
 * @param oldest generation that can still be read
 * @param kept how long what a commit replaced can still be read
 * @param recent later generations than the oldest with the time that they were replaced, at the
 *     latest, rising
 */
public record Commit(long generation, long oldest, Duration kept, List<Replaced> recent) {
  /** Commits within a hundredth of the time that they are kept are dropped together. */
  private static final int STEPS = 100;

  /**
   * The generations before one were replaced.
   *
   * @param generation the first that was not
   * @param millis since 1970, by the clock of the writer
   */
  public record Replaced(long generation, long millis) {}

  public Commit {
    recent = List.copyOf(recent);
  }

  /** Of an index that was just made. */
  public static Commit first(Duration kept) {
    return new Commit(0, 0, kept, List.of());
  }

  /**
   * The next commit.
   *
   * @param millis since 1970, now
   */
  public Commit next(long millis) {
    long next = generation + 1;
    long step = Math.max(1, kept.toMillis() / STEPS);
    List<Replaced> now = new ArrayList<>(recent);
    long at = millis;
    if (!now.isEmpty() && millis <= now.getLast().millis()) {
      at = now.removeLast().millis();
    } else if (step > 1) {
      at = millis + step;
    }
    now.add(new Replaced(next, at));
    long readable = oldest;
    while (!now.isEmpty() && now.getFirst().millis() + kept.toMillis() <= millis) {
      readable = now.removeFirst().generation();
    }
    return new Commit(next, readable, kept, now);
  }

  /** As JSON; {@link #of} reads it. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("generation", generation);
    json.put("oldest", oldest);
    json.put("kept", kept.toMillis());
    json.put(
        "recent",
        recent.stream()
            .map(each -> Map.of("generation", each.generation(), "millis", each.millis()))
            .toList());
    return json;
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws DinoException if it is no commit
   */
  public static Commit of(Map<?, ?> json) {
    List<Replaced> recent = new ArrayList<>();
    if (json.get("recent") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> replaced) {
          recent.add(new Replaced(number(replaced, "generation"), number(replaced, "millis")));
        }
      }
    }
    return new Commit(
        number(json, "generation"),
        number(json, "oldest"),
        Duration.ofMillis(number(json, "kept")),
        recent);
  }

  private static long number(Map<?, ?> json, String name) {
    if (json.get(name) instanceof Long number) {
      return number;
    }
    throw new DinoException("its last commit has no " + name);
  }
}
