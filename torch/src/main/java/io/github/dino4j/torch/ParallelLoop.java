package io.github.dino4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the turns of a loop on as many threads as a libtorch operation would use, the calling one
 * among them. Each takes the next turn when it is done with one, so the longest turns belong first.
 * Loops follow one another by the thousand, so threads wait for the next one for some microseconds
 * before they sleep.
 */
public final class ParallelLoop {
  private static final int SPINS = 1000;
  private static final ReentrantLock RUNNING = new ReentrantLock(true);
  private static final List<Follower> FOLLOWERS = new ArrayList<>(); // under the lock

  private ParallelLoop() {}

  /** What is done in each turn. */
  @FunctionalInterface
  public interface Body {
    /**
     * @param worker of the thread, from 0 and below {@link #workers}: what belongs to a worker is
     *     touched by one turn at a time
     * @param turn from 0
     */
    void run(int worker, int turn);
  }

  /** The most workers that a loop started from this thread has. */
  public static int workers() {
    return Torch.threads();
  }

  /**
   * Returns when all turns are done. One loop runs at a time; the body must start none.
   *
   * @throws RuntimeException what a turn threw; turns that had not begun are then left out
   */
  public static void run(int turns, Body body) {
    RUNNING.lock();
    try {
      int workers = Math.min(workers(), turns);
      while (FOLLOWERS.size() < workers - 1) {
        FOLLOWERS.add(Follower.started(FOLLOWERS.size() + 1));
      }
      Loop loop = new Loop(turns, body, Thread.currentThread());
      for (Follower follower : FOLLOWERS.subList(0, Math.max(0, workers - 1))) {
        follower.give(loop);
      }
      loop.work(0);
      loop.await();
    } finally {
      RUNNING.unlock();
    }
  }

  private static final class Loop {
    private final int turns;
    private final Body body;
    private final Thread caller;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Loop(int turns, Body body, Thread caller) {
      this.turns = turns;
      this.body = body;
      this.caller = caller;
      left = new AtomicInteger(turns);
    }

    void work(int worker) {
      for (int turn = next.getAndIncrement(); turn < turns; turn = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            body.run(worker, turn);
          }
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        }
        if (left.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
      }
    }

    void await() {
      for (int i = 0; left.get() > 0; i++) {
        if (i < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private static final class Follower implements Runnable {
    private final int worker;
    private final AtomicReference<@Nullable Loop> given = new AtomicReference<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("dino4j-loop").unstarted(this);

    private Follower(int worker) {
      this.worker = worker;
    }

    static Follower started(int worker) {
      Follower follower = new Follower(worker);
      follower.thread.start();
      return follower;
    }

    /** A loop that it was given before is over by now. */
    void give(Loop loop) {
      given.set(loop);
      LockSupport.unpark(thread);
    }

    @Override
    public void run() {
      while (true) {
        Loop loop = given.getAndSet(null);
        for (int i = 0; loop == null; i++) {
          if (i < SPINS) {
            Thread.onSpinWait();
          } else {
            LockSupport.park(this);
          }
          loop = given.getAndSet(null);
        }
        loop.work(worker);
      }
    }
  }
}
