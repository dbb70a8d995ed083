package io.github.dino4j.curate.task;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs tasks in this process, one after the other, each of which may use all cores. What is
 * exchanged lies in memory.
 */
public final class InProcessRunner implements TaskRunner {
  private final Listener listener;

  public InProcessRunner(Listener listener) {
    this.listener = listener;
  }

  @Override
  public <T extends Serializable, R extends Serializable> List<R> run(
      String stage, List<T> tasks, Work<T, R> work) {
    List<R> results = new ArrayList<>();
    for (T task : tasks) {
      results.add(work.run(task));
      listener.progressed(stage, results.size(), tasks.size());
    }
    return results;
  }

  @Override
  public <T extends Serializable, P extends Serializable, R extends Serializable> List<R> exchange(
      String stage,
      List<T> tasks,
      Sending<T, P> sending,
      int receivers,
      Receiving<P, R> receiving) {
    int total = tasks.size() + receivers;
    List<List<P>> inboxes = new ArrayList<>();
    for (int i = 0; i < receivers; i++) {
      inboxes.add(new ArrayList<>());
    }
    for (int i = 0; i < tasks.size(); i++) {
      sending.run(tasks.get(i), (receiver, packet) -> inboxes.get(receiver).add(packet));
      listener.progressed(stage, i + 1, total);
    }
    List<R> results = new ArrayList<>();
    for (int i = 0; i < receivers; i++) {
      results.add(receiving.run(i, inboxes.set(i, List.of())));
      listener.progressed(stage, tasks.size() + i + 1, total);
    }
    return results;
  }

  @Override
  public <V extends Serializable> Shared<V> share(V value) {
    return () -> value;
  }

  @Override
  public void close() {}
}
