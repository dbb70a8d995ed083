package io.github.dino4j.spark;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Counts the tasks of a stage that are done, each once however often it had to be run. Spark's
 * events, which may come late, tell of those that send; results are counted as they come, and the
 * first one means that all have sent.
 */
final class StageProgress extends SparkListener {
  private final String job;
  private final int senders;
  private final IntConsumer listener;
  private final Set<Integer> sending = new HashSet<>();
  private final BitSet sent = new BitSet();
  private int results;

  /**
   * @param job the group of Spark's jobs that the stage is
   * @param senders how many tasks send
   * @param listener is told how many tasks are done
   */
  StageProgress(String job, int senders, IntConsumer listener) {
    this.job = job;
    this.senders = senders;
    this.listener = listener;
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (job.equals(event.properties().getProperty("spark.jobGroup.id"))) {
      sending.add(event.stageInfo().stageId());
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    boolean counts =
        sending.contains(event.stageId())
            && event.taskType().equals("ShuffleMapTask")
            && event.taskInfo().successful()
            && !sent.get(event.taskInfo().partitionId());
    if (counts && results == 0) {
      sent.set(event.taskInfo().partitionId());
      listener.accept(sent.cardinality());
    }
  }

  synchronized void resultCame() {
    results++;
    listener.accept(senders + results);
  }
}
