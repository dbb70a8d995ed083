package io.github.dino4j.opensearch;

import io.github.dino4j.DinoException;
import io.github.dino4j.opensearch.Requests.Answer;
import io.github.dino4j.search.remote.Commit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one document of an index that says what is committed and who writes. It changes only from the
 * state that the writer knows, so that of two writers one fails. The writer touches it every few
 * seconds; one that has not for some time is taken for dead, and another may take its place.
 */
final class WriterLease implements AutoCloseable {
  static final String DOCUMENT = "commit";

  /** After so long without a touch a writer is dead. Nothing depends on the clocks of machines. */
  static final Duration DEAD = Duration.ofSeconds(15);

  private static final Duration TOUCH = Duration.ofSeconds(4);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Requests requests;
  private final OpenSearchUrl url;
  private final String writer;
  private final ScheduledExecutorService heart;
  private State state;
  private long touched;
  private boolean lost;

  /** What the document is, and which version of it. */
  record State(Commit commit, @Nullable String writer, long number, long term, long beat) {
    static State read(Requests requests, OpenSearchUrl url) {
      Answer answer = requests.read("GET", url.path("/_doc/" + DOCUMENT), null);
      if (answer.isMissing()) {
        throw new DinoException(url.name() + " has no commit: it was begun and never made");
      }
      Map<String, Object> json = requests.requireFine(answer);
      Map<?, ?> source = VectorDocument.map(json, "_source");
      return new State(
          Commit.of(VectorDocument.map(source, "commit")),
          source.get("writer") instanceof String writer ? writer : null,
          (long) VectorDocument.number(json, "_seq_no"),
          (long) VectorDocument.number(json, "_primary_term"),
          (long) VectorDocument.number(source, "beat"));
    }
  }

  private WriterLease(Requests requests, OpenSearchUrl url, State state) {
    this.requests = requests;
    this.url = url;
    this.state = state;
    writer =
        "%s, process %d, %s".formatted(host(), ProcessHandle.current().pid(), UUID.randomUUID());
    heart =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("writer of " + url.index()).factory());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "some machine";
    }
  }

  /**
   * @throws DinoException if another writes
   */
  static WriterLease take(Requests requests, OpenSearchUrl url) {
    @Nullable WriterLease lease = null;
    try {
      lease = new WriterLease(requests, url, awaitDeath(requests, url));
      if (!lease.write(lease.state.commit(), lease.writer)) {
        throw busy(url, State.read(requests, url));
      }
      lease.beat();
      return lease;
    } catch (RuntimeException e) {
      if (lease != null) {
        lease.heart.shutdownNow();
      }
      throw e;
    }
  }

  /** The state that has no writer, or a dead one. */
  private static State awaitDeath(Requests requests, OpenSearchUrl url) {
    State first = State.read(requests, url);
    State now = first;
    long start = System.nanoTime();
    while (now.writer() != null && System.nanoTime() - start < DEAD.toNanos()) {
      if (now.number() != first.number()) {
        throw busy(url, now);
      }
      pause(url, now);
      now = State.read(requests, url);
    }
    return now;
  }

  private static void pause(OpenSearchUrl url, State now) {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw busy(url, now);
    }
  }

  private static DinoException busy(OpenSearchUrl url, State state) {
    String who = state.writer() == null ? "another" : state.writer().replaceAll(", [^,]*$", "");
    return new DinoException(
        "%s is being written by %s: wait until that has ended".formatted(url.name(), who));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
  private void beat() {
    heart.scheduleWithFixedDelay(
        this::touch, TOUCH.toMillis(), TOUCH.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void touch() {
    try {
      if (!lost) {
        lost = !write(state.commit(), writer);
      }
    } catch (DinoException _) {
      // The server may be back in time for the next one.
    }
  }

  /**
   * Makes sure that no other has taken its place, before something is sent that only one may send.
   */
  synchronized void requireHeld() {
    if (System.nanoTime() - touched > DEAD.toNanos() / 2) {
      lost = lost || !write(state.commit(), writer);
    }
    if (lost) {
      throw new DinoException(
          url.name() + " was taken over by another writer, as this one was silent for too long");
    }
  }

  /** Makes a commit. */
  synchronized void publish(Commit commit) {
    lost = lost || !write(commit, writer);
    requireHeld();
  }

  /** False where somebody else has written it. */
  private boolean write(Commit commit, @Nullable String by) {
    long beat = state.beat() + 1;
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("commit", commit.json());
    document.put("beat", beat);
    if (by != null) {
      document.put("writer", by);
    }
    long now = System.nanoTime();
    Answer answer =
        requests.read(
            "PUT",
            "/%s/_doc/%s?if_seq_no=%d&if_primary_term=%d"
                .formatted(url.index(), DOCUMENT, state.number(), state.term()),
            document);
    if (answer.isConflict()) {
      // Perhaps by this very request, if its first answer was lost.
      State last = State.read(requests, url);
      if (by == null || !by.equals(last.writer()) || last.beat() != beat) {
        return false;
      }
      state = last;
    } else {
      Map<String, Object> json = requests.requireFine(answer);
      state =
          new State(
              commit,
              by,
              (long) VectorDocument.number(json, "_seq_no"),
              (long) VectorDocument.number(json, "_primary_term"),
              beat);
    }
    touched = now;
    return true;
  }

  @Override
  public void close() {
    heart.shutdownNow();
    synchronized (this) {
      try {
        if (!lost) {
          write(state.commit(), null);
        }
      } catch (DinoException _) {
        // It is taken for dead soon.
      }
    }
  }
}
