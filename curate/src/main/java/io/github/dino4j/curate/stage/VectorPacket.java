package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.pool.PoolVectors;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors on their way to a receiver.
 *
 * @param keys what each goes to there, such as a list
 * @param rows number of each in the pool
 * @param values in fp32, {@code [size, dim]}; empty where they travel in fp16
 * @param halves in fp16; empty where they travel in fp32
 */
record VectorPacket(int[] keys, int[] rows, float[] values, short[] halves, int dim)
    implements Serializable {
  /**
   * A packet.
   *
   * @param places of the vectors that are sent
   * @param keys of these
   * @param half whether they travel in fp16
   */
  static VectorPacket of(PoolVectors vectors, int[] places, int[] keys, boolean half) {
    PoolVectors some = vectors.select(places);
    float[] values = some.vectors().values();
    short[] halves = new short[half ? values.length : 0];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float.floatToFloat16(values[i]);
    }
    return new VectorPacket(
        keys, some.rows(), half ? new float[0] : values, halves, some.vectors().dim());
  }

  private VectorBlock block() {
    if (halves.length == 0) {
      return new VectorBlock(values, dim);
    }
    float[] widened = new float[halves.length];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = Float.float16ToFloat(halves[i]);
    }
    return new VectorBlock(widened, dim).normalized(); // fp16 has rounded their lengths
  }

  /**
   * What a receiver was sent, put in order.
   *
   * @param keys that occur, rising
   * @param members places in {@code vectors} for each key, by rising rows
   */
  record Received(int[] keys, int[][] members, PoolVectors vectors) {
    /** Of packets, maybe none. */
    static Received of(List<VectorPacket> packets, int dim) {
      int[] keys = packets.stream().flatMapToInt(packet -> Arrays.stream(packet.keys)).toArray();
      int[] rows = packets.stream().flatMapToInt(packet -> Arrays.stream(packet.rows)).toArray();
      List<VectorBlock> blocks = new ArrayList<>(List.of(new VectorBlock(new float[0], dim)));
      packets.forEach(packet -> blocks.add(packet.block()));
      PoolVectors vectors = new PoolVectors(rows, VectorBlock.concat(blocks));
      long[] order = new long[keys.length]; // tasks come by rising rows, and their rows rise
      for (int i = 0; i < order.length; i++) {
        order[i] = (long) keys[i] << Integer.SIZE | i;
      }
      Arrays.sort(order);
      int[] distinct = Arrays.stream(keys).sorted().distinct().toArray();
      int[][] members = new int[distinct.length][];
      int at = 0;
      for (int k = 0; k < distinct.length; k++) {
        int end = at;
        while (end < order.length && (int) (order[end] >> Integer.SIZE) == distinct[k]) {
          end++;
        }
        members[k] = Arrays.stream(order, at, end).mapToInt(key -> (int) key).toArray();
        at = end;
      }
      return new Received(distinct, members, vectors);
    }
  }

  /** Sends vectors to receivers, one packet to each that gets any. */
  static final class Sorter {
    private final List<List<Integer>> places = new ArrayList<>();
    private final List<List<Integer>> keys = new ArrayList<>();

    Sorter(int receivers) {
      for (int i = 0; i < receivers; i++) {
        places.add(new ArrayList<>());
        keys.add(new ArrayList<>());
      }
    }

    void add(int receiver, int place, int key) {
      places.get(receiver).add(place);
      keys.get(receiver).add(key);
    }

    @FunctionalInterface
    interface Outbox {
      void send(int receiver, VectorPacket packet);
    }

    void send(PoolVectors vectors, boolean half, Outbox outbox) {
      for (int i = 0; i < places.size(); i++) {
        if (!places.get(i).isEmpty()) {
          outbox.send(i, VectorPacket.of(vectors, ints(places.get(i)), ints(keys.get(i)), half));
        }
      }
    }

    private static int[] ints(List<Integer> list) {
      return list.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
