package io.github.dino4j.curate.task;

import java.io.Serializable;
import java.util.List;

/**
 * Runs the tasks of a stage, here or on many machines. What comes out depends on the tasks alone:
 * not on where they ran, on how many at once, or on how often one had to be run again. So tasks are
 * cut by the input (files, rows of a stated number), never by cores; a task reads nothing that
 * another one of its stage writes; and files are written beside and moved, since a task may be run
 * twice, even at the same time.
 *
 * <p>Tasks, what they return and what they run are sent as Java objects: all of it is {@link
 * Serializable}, and lambdas refer to nothing else.
 */
public interface TaskRunner extends AutoCloseable {
  /**
   * Runs each task.
   *
   * @param stage what is being done, for people: told with the progress
   * @return what each returned, in the order of tasks
   * @throws io.github.dino4j.DinoException if a task fails, with its message
   */
  <T extends Serializable, R extends Serializable> List<R> run(
      String stage, List<T> tasks, Work<T, R> work);

  /**
   * Runs each task, each of which sends packets to a number of receivers, and then the receivers,
   * each of which gets all that was sent to it.
   *
   * @param receivers their number; one that was sent nothing is run as well
   * @return what each receiver returned, by its number
   * @throws io.github.dino4j.DinoException if a task fails, with its message
   */
  <T extends Serializable, P extends Serializable, R extends Serializable> List<R> exchange(
      String stage, List<T> tasks, Sending<T, P> sending, int receivers, Receiving<P, R> receiving);

  /** Brings a value to all processes, once each; for what is large and read by many tasks. */
  <V extends Serializable> Shared<V> share(V value);

  @Override
  void close();

  /** What is done for a task. */
  @FunctionalInterface
  interface Work<T, R> extends Serializable {
    R run(T task);
  }

  /** What a task sends. */
  @FunctionalInterface
  interface Sending<T, P> extends Serializable {
    void run(T task, Outbox<P> outbox);
  }

  /** Takes what a task sends. */
  @FunctionalInterface
  interface Outbox<P> {
    /** Sends a packet to a receiver. */
    void send(int receiver, P packet);
  }

  /** What a receiver does with what it was sent. */
  @FunctionalInterface
  interface Receiving<P, R> extends Serializable {
    /**
     * @param packets in the order of the tasks that sent them, and of one task as it sent them
     */
    R run(int receiver, List<P> packets);
  }

  /** A value that {@link #share} brought here. */
  @FunctionalInterface
  interface Shared<V> extends Serializable {
    V value();
  }

  /** How far a stage is, told while it runs. */
  @FunctionalInterface
  interface Listener {
    /**
     * @param done tasks that are done
     * @param total all tasks of the stage, receivers included
     */
    void progressed(String stage, int done, int total);
  }
}
