package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Two threads of this process that meet as two processes would, over Gloo unless told otherwise.
 */
public final class Pair {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Pair() {}

  /** What each of the two returned, in order of rank; each runs in an open scope of its own. */
  public static <T> List<T> run(Function<ProcessGroup, T> work) {
    return run(GlooProcessGroup::join, work);
  }

  /** The same for processes that {@code join} makes, on the thread of each. */
  static <T> List<T> run(Function<Rendezvous, ProcessGroup> join, Function<ProcessGroup, T> work) {
    int port = freePort();
    Executor threads = task -> Thread.ofPlatform().daemon().start(task);
    List<CompletableFuture<T>> both =
        IntStream.range(0, 2)
            .mapToObj(rank -> rendezvous(port, rank))
            .map(at ->
                CompletableFuture.supplyAsync(() -> meet(() -> join.apply(at), work), threads))
            .toList();
    try {
      return both.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static Rendezvous rendezvous(int port, int rank) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    return new Rendezvous(host, port, 2, rank, null, PATIENCE);
  }

  private static <T> T meet(Supplier<ProcessGroup> join, Function<ProcessGroup, T> work) {
    Torch.setThreads(1);
    try (Scope scope = Scope.open();
        ProcessGroup processes = join.get()) {
      T result = work.apply(processes);
      processes.barrier();
      return result;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
