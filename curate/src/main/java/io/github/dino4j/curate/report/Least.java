package io.github.dino4j.curate.report;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/** Those of any number of values that have the least keys; of equal ones the earlier. */
final class Least<T> {
  private record Entry<T>(double key, long number, T value) {}

  private final int most;
  private final Comparator<Entry<T>> order =
      Comparator.comparingDouble((Entry<T> entry) -> entry.key).thenComparingLong(Entry::number);
  private final PriorityQueue<Entry<T>> kept = new PriorityQueue<>(order.reversed());
  private long offered;

  Least(int most) {
    this.most = most;
  }

  /**
   * Offers a value.
   *
   * @param value asked only where it is kept
   */
  void offer(double key, Supplier<T> value) {
    offered++;
    if (kept.size() < most) {
      kept.add(new Entry<>(key, offered, value.get()));
    } else if (kept.element().key > key) {
      kept.remove();
      kept.add(new Entry<>(key, offered, value.get()));
    }
  }

  /** How many were offered. */
  long offered() {
    return offered;
  }

  /** By rising keys. */
  List<T> values() {
    return kept.stream().sorted(order).map(Entry::value).toList();
  }
}
