package io.github.dino4j.curate.stage;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.Calibration;
import io.github.dino4j.curate.dedup.JudgedPairs;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the threshold of a model from pairs of a pool's images that people have judged. */
public final class PairCalibration {
  private PairCalibration() {}

  /**
   * What suits the model.
   *
   * @throws DinoException if an image of a pair is not in the pool
   */
  public static Calibration calibrate(Pool pool, JudgedPairs judged) {
    Set<String> wanted = new HashSet<>();
    judged
        .pairs()
        .forEach(pair -> {
          wanted.add(pair.first());
          wanted.add(pair.second());
        });
    Map<String, Integer> places = new HashMap<>();
    List<VectorBlock> blocks = new ArrayList<>(List.of(new VectorBlock(new float[0], pool.dim())));
    int size = 0;
    for (RangeRows rows : pool.tasks(pool.rows(Pool.POOL))) {
      BitSet some = new BitSet();
      for (PoolEntry entry : rows.entries(List.of())) {
        for (String name : List.of(entry.id(), entry.path(), absolute(entry.path()))) {
          if (wanted.contains(name)) {
            some.set(entry.row());
            places.put(name, size + some.cardinality() - 1); // rows rise
          }
        }
      }
      if (!some.isEmpty()) {
        PoolVectors vectors = rows.among(some).unitVectors();
        blocks.add(vectors.vectors());
        size += vectors.size();
      }
    }
    int[][] pairs = new int[judged.pairs().size()][];
    boolean[] same = new boolean[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      JudgedPairs.Pair pair = judged.pairs().get(i);
      pairs[i] = new int[] {place(places, pair.first()), place(places, pair.second())};
      same[i] = pair.same();
    }
    return Calibration.ofPairs(VectorBlock.concat(blocks), pairs, same);
  }

  private static int place(Map<String, Integer> places, String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new DinoException(
          "%s of the judged pairs is no image of the features: name ids or paths as they have them"
              .formatted(name));
    }
    return place;
  }

  private static String absolute(String path) {
    return PathText.text(PathText.path(path).toAbsolutePath().normalize());
  }
}
