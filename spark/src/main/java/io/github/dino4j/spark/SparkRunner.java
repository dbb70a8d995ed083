package io.github.dino4j.spark;

import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.data.hadoop.HadoopPaths;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import scala.Function2;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Runs tasks on Spark, each as a task of its own there. A task that fails is run again, on a
 * cluster up to four times in all; what a lost machine had computed is computed again. Packets go
 * through Spark's shuffle, from disk to disk. One stage runs at a time.
 */
public final class SparkRunner implements TaskRunner {
  private final JavaSparkContext context;
  private final Listener listener;
  private int stages;

  private SparkRunner(JavaSparkContext context, Listener listener) {
    this.context = context;
    this.listener = listener;
  }

  /**
   * Starts Spark, or connects to a cluster. There is one in a process at a time.
   *
   * @param master {@code local[*]}, {@code local[4]}, {@code spark://host:7077}, {@code yarn},
   *     {@code k8s://https://host:443}
   * @param settings of Spark, by key, such as {@code spark.executor.memory}
   * @param listener told on a thread of Spark's
   * @throws io.github.dino4j.DinoException if there is no such master, or it cannot be reached
   */
  public static SparkRunner open(String master, Map<String, String> settings, Listener listener) {
    return new SparkRunner(SparkMaster.of(master).connect(settings), listener);
  }

  @Override
  public <T extends Serializable, R extends Serializable> List<R> run(
      String stage, List<T> tasks, Work<T, R> work) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    StageProgress progress = begin(stage, 0, tasks.size());
    return collect(rdd(tasks).map(task -> here(() -> work.run(task))), progress);
  }

  @Override
  public <T extends Serializable, P extends Serializable, R extends Serializable> List<R> exchange(
      String stage,
      List<T> tasks,
      Sending<T, P> sending,
      int receivers,
      Receiving<P, R> receiving) {
    StageProgress progress = begin(stage, tasks.size(), receivers);
    JavaRDD<R> results =
        rdd(numbered(tasks))
            .flatMapToPair(task -> here(() -> sent(task, sending)).iterator())
            // The hash of a receiver is its number, and so its partition.
            .partitionBy(new HashPartitioner(receivers))
            .mapPartitionsWithIndex(
                (receiver, packets) ->
                    List.of(here(() -> receiving.run(receiver, inOrder(packets)))).iterator(),
                true);
    context.sc().addSparkListener(progress);
    try {
      return collect(results, progress);
    } finally {
      context.sc().removeSparkListener(progress);
    }
  }

  private record Numbered<T extends Serializable>(int number, T task) implements Serializable {}

  private static <T extends Serializable> List<Numbered<T>> numbered(List<T> tasks) {
    List<Numbered<T>> numbered = new ArrayList<>();
    tasks.forEach(task -> numbered.add(new Numbered<>(numbered.size(), task)));
    return numbered;
  }

  /** A packet on its way, with its place among those of its receiver. */
  private record Packet<P extends Serializable>(int task, int number, P content)
      implements Serializable {}

  private static <T extends Serializable, P extends Serializable>
      List<Tuple2<Integer, Packet<P>>> sent(Numbered<T> task, Sending<T, P> sending) {
    List<Tuple2<Integer, Packet<P>>> sent = new ArrayList<>();
    sending.run(
        task.task,
        (receiver, content) ->
            sent.add(new Tuple2<>(receiver, new Packet<>(task.number, sent.size(), content))));
    return sent;
  }

  private static <P extends Serializable> List<P> inOrder(
      java.util.Iterator<Tuple2<Integer, Packet<P>>> arriving) {
    List<Packet<P>> packets = new ArrayList<>();
    arriving.forEachRemaining(pair -> packets.add(pair._2()));
    packets.sort(Comparator.<Packet<P>>comparingInt(Packet::task).thenComparingInt(Packet::number));
    return packets.stream().map(Packet::content).toList();
  }

  @Override
  public <V extends Serializable> Shared<V> share(V value) {
    Broadcast<V> broadcast = context.broadcast(value);
    return broadcast::value;
  }

  /** The number of the job tells what Spark reports of it from what it reports late of others. */
  private StageProgress begin(String stage, int sending, int results) {
    String job = "dino4j-" + ++stages;
    context.setJobGroup(job, stage);
    return new StageProgress(
        job, sending, done -> listener.progressed(stage, done, sending + results));
  }

  private <T> JavaRDD<T> rdd(List<T> tasks) {
    return context.parallelize(tasks, Math.max(1, tasks.size()));
  }

  /** What each partition, of one element, comes to. Results are counted as they come. */
  private <R> List<R> collect(JavaRDD<R> rdd, StageProgress progress) {
    RDD<R> results = rdd.rdd();
    List<R> collected = new ArrayList<>();
    for (int i = 0; i < results.getNumPartitions(); i++) {
      collected.add(null);
    }
    try {
      context.sc().runJob(results, first(), received(collected, progress), tag());
    } catch (Exception e) {
      throw new FailedJob(e).asDinoException();
    }
    return collected;
  }

  private static <R> Function2<TaskContext, Iterator<R>, R> first() {
    return (Function2<TaskContext, Iterator<R>, R> & Serializable) (_, only) -> only.next();
  }

  private static <R> Function2<Object, R, BoxedUnit> received(
      List<R> collected, StageProgress progress) {
    return (partition, result) -> {
      collected.set((Integer) partition, result);
      progress.resultCame();
      return BoxedUnit.UNIT;
    };
  }

  private static <R> ClassTag<R> tag() {
    return ClassTag$.MODULE$.apply(Object.class);
  }

  /** Runs a task in the process that it came to, which reaches files as the user set Spark up. */
  private static <R> R here(Supplier<R> task) {
    HadoopPaths.configure(SparkMaster.hadoopSettings(SparkEnv.get().conf()));
    return task.get();
  }

  /** How many cores Spark gave to this process; all of them where it does not say. */
  public static int cores() {
    SparkEnv here = SparkEnv.get();
    int all = Runtime.getRuntime().availableProcessors();
    return here == null ? all : SparkMaster.cores(here.conf()).orElse(all);
  }

  @Override
  public void close() {
    context.close();
  }
}
