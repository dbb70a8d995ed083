package io.github.dino4j.curate.stage;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.curate.pool.FileName;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.data.parquet.TableColumn;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a stage works with.
 *
 * @param pool all images, those of further sets too
 * @param in rows that come in
 * @param folder that it writes
 * @param earlier stages that are done, by name
 * @param calibrator finds thresholds that nobody gave
 * @param seed of all that is drawn
 */
public record StageRun(
    TaskRunner runner,
    Pool pool,
    BitSet in,
    StageFolder folder,
    Map<String, Done> earlier,
    Calibrator calibrator,
    long seed) {
  /**
   * A stage that is done.
   *
   * @param from name of the stage whose images it took
   * @param in rows that came in
   * @param kept rows that stayed
   */
  public record Done(String kind, String from, StageFolder folder, BitSet in, BitSet kept) {}

  /** Finds the threshold of a model. */
  @FunctionalInterface
  public interface Calibrator {
    /**
     * @param in rows of the pool, whose images may be looked at
     * @return the cosine from which on two images are near-duplicates
     */
    float threshold(Pool pool, BitSet in);
  }

  /**
   * A stage that is done.
   *
   * @throws DinoException if there is none of this name before this one
   */
  Done earlier(String name) {
    Done done = earlier.get(name);
    if (done == null) {
      throw new DinoException(
          "there is no stage '%s' before %s: there are %s"
              .formatted(name, folder.path().getFileName(), String.join(", ", earlier.keySet())));
    }
    return done;
  }

  /** The tasks of the rows that come in. */
  List<RangeRows> tasks() {
    return pool.tasks(in);
  }

  /**
   * Writes the parts.
   *
   * @param scores columns of this kind of stage
   * @param decider for each range; asked when its task is made, so that what it holds does not lie
   *     in memory for all
   */
  Decided decide(List<TableColumn> scores, Function<RangeRows, Part.Decider> decider) {
    List<RangeRows> tasks = tasks();
    List<Part> parts =
        new AbstractList<>() {
          @Override
          public Part get(int i) {
            RangeRows rows = tasks.get(i);
            FileName file = FileName.of(folder.part(rows.range().number()));
            return new Part(rows, file, scores, decider.apply(rows));
          }

          @Override
          public int size() {
            return tasks.size();
          }
        };
    return Decided.of(runner.run("writing decisions", parts, Part::write));
  }

  /** The rows that stayed, as the parts of the stage say, which is done. */
  public BitSet kept() {
    List<ReadPart> parts =
        tasks().stream()
            .map(rows -> new ReadPart(rows, FileName.of(folder.part(rows.range().number()))))
            .toList();
    return Decided.of(runner.run("reading decisions", parts, ReadPart::read)).kept();
  }

  private record ReadPart(RangeRows rows, FileName file) implements Serializable {
    Part.Outcome read() {
      return Part.Outcome.read(file.path(), rows);
    }
  }
}
