package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.pretrain.state.TrainingState;
import io.github.dino4j.pretrain.step.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The saved states of a run, one file each: the last two, so that one is left if the disk fails
 * under the other, and the best.
 */
final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("iteration-(\\d{9})\\.safetensors");
  private static final int LAST = 2;
  private static final double MIB = 1 << 20;

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /** A state on the disk. */
  record Saved(long iteration, Path file) {
    /** Takes it over; returns the iteration to go on with. */
    long load(TrainingStep training) {
      return TrainingState.load(file, training).nextIteration();
    }
  }

  /**
   * Saves the state before {@code iteration} and lets go of the states that are no longer wanted.
   *
   * @param best iteration of the state that did best so far
   * @throws DinoException if it cannot be written; older states are untouched then
   */
  void save(TrainingStep training, long iteration, OptionalLong best) {
    Path file = folder.resolve("iteration-%09d.safetensors".formatted(iteration));
    TrainingState.save(file, training, new TrainingState.Position(iteration, Map.of()));
    prune(best);
  }

  void prune(OptionalLong best) {
    List<Saved> saved = saved();
    for (Saved old : saved.subList(0, Math.max(0, saved.size() - LAST))) {
      if (best.isEmpty() || best.getAsLong() != old.iteration()) {
        delete(old.file());
      }
    }
  }

  /**
   * Takes over the newest state. A damaged one is moved aside and the one before is taken.
   *
   * @param remarks hears of damaged states
   * @return the iteration to go on with; empty where no state was ever saved
   * @throws DinoException if all are damaged, or they are of another configuration
   */
  OptionalLong load(TrainingStep training, Consumer<String> remarks) {
    List<Saved> newestFirst = saved().reversed();
    DinoException damage = null;
    for (Saved saved : newestFirst) {
      try {
        long iteration = saved.load(training);
        newestFirst.subList(0, newestFirst.indexOf(saved)).forEach(Checkpoints::moveAside);
        if (damage != null) {
          remarks.accept(
              "%s; going on from the state before, iteration %d"
                  .formatted(damage.getMessage(), iteration));
        }
        return OptionalLong.of(iteration);
      } catch (DinoException e) {
        damage = damage == null ? e : damage;
      }
    }
    if (damage != null) {
      throw damage;
    }
    return OptionalLong.empty();
  }

  Optional<Saved> last() {
    List<Saved> saved = saved();
    return saved.isEmpty() ? Optional.empty() : Optional.of(saved.getLast());
  }

  /** So that a whole state can take its place. */
  private static void moveAside(Saved damaged) {
    Path file = damaged.file();
    try {
      WholeFile.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }

  /** The space that they take, in MiB. */
  double mib() {
    return saved().stream().mapToLong(saved -> saved.file().toFile().length()).sum() / MIB;
  }

  boolean has(long iteration) {
    return saved().stream().anyMatch(saved -> saved.iteration() == iteration);
  }

  /** In order of iteration. */
  private List<Saved> saved() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .flatMap(Checkpoints::parse)
          .sorted(Comparator.comparingLong(Saved::iteration))
          .toList();
    } catch (IOException e) {
      throw new DinoException(folder + " cannot be looked into: " + e.getMessage(), e);
    }
  }

  private static Stream<Saved> parse(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Stream.of(new Saved(Long.parseLong(name.group(1)), file))
        : Stream.empty();
  }

  /** An old state that cannot be deleted costs space and nothing else. */
  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
