package io.github.dino4j.pretrain.distributed;

import java.time.Duration;
import java.util.Map;

/**
 * Ends a worker when the process that started it is gone, however that ended: nobody would see what
 * the worker does, or could stop it.
 */
final class ParentWatch {
  /** Process id of the one that started this worker. */
  static final String PARENT = "DINO4J_PARENT";

  /** As if stopped by SIGTERM. */
  private static final int EXIT_CODE = 143;

  /** How long a worker may take to write its checkpoint. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private ParentWatch() {}

  /** Whether {@code environment} names a parent. */
  static boolean isWatched(Map<String, String> environment) {
    return environment.containsKey(PARENT);
  }

  /** Watches from now on, if {@code environment} names a parent. */
  static void start(Map<String, String> environment) {
    String parent = environment.get(PARENT);
    if (parent != null) {
      Thread.ofPlatform().daemon().name("parent-watch").start(() -> watch(Long.parseLong(parent)));
    }
  }

  private static void watch(long parent) {
    ProcessHandle.of(parent).ifPresent(handle -> handle.onExit().join());
    Thread.ofPlatform().daemon().name("parent-lost").start(() -> System.exit(EXIT_CODE));
    try {
      Thread.sleep(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
