package io.github.dino4j.curate.plan;

import io.github.dino4j.curate.task.InProcessRunner;
import io.github.dino4j.curate.task.TaskRunner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs tasks as a cluster does: all that is sent is serialized, each task is run twice, as by two
 * attempts, and what the first one returned is dropped.
 */
final class SerializingRunner implements TaskRunner {
  private final TaskRunner runner = new InProcessRunner((_, _, _) -> {});

  /** Ends the run after so many tasks, as a kill does; none for 0. */
  private int left;

  SerializingRunner(int tasks) {
    left = tasks;
  }

  SerializingRunner() {
    this(Integer.MAX_VALUE);
  }

  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void count() {
    if (left-- == 0) {
      throw new Killed();
    }
  }

  @Override
  public <T extends Serializable, R extends Serializable> List<R> run(
      String stage, List<T> tasks, Work<T, R> work) {
    return runner.run(
        stage,
        new ArrayList<>(tasks),
        task -> {
          count();
          var _ = copy(work).run(copy(task));
          return copy(copy(work).run(copy(task)));
        });
  }

  @Override
  public <T extends Serializable, P extends Serializable, R extends Serializable> List<R> exchange(
      String stage,
      List<T> tasks,
      Sending<T, P> sending,
      int receivers,
      Receiving<P, R> receiving) {
    return runner.exchange(
        stage,
        tasks,
        (T task, Outbox<P> outbox) -> {
          count();
          copy(sending).run(copy(task), (receiver, packet) -> outbox.send(receiver, copy(packet)));
        },
        receivers,
        (receiver, packets) -> {
          count();
          var _ = copy(receiving).run(receiver, copies(packets));
          return copy(copy(receiving).run(receiver, copies(packets)));
        });
  }

  private static <P> List<P> copies(List<P> packets) {
    return packets.stream().map(SerializingRunner::copy).toList();
  }

  @Override
  public <V extends Serializable> Shared<V> share(V value) {
    V copied = copy(value);
    return () -> copied;
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T object) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(object);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (T) in.readObject();
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
