package io.github.dino4j.model.catalogue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Serves one file, knows ranges, and misbehaves as told. */
final class ModelServer implements AutoCloseable {
  /** What to do with one request instead of serving it. */
  interface Fault {
    void answer(HttpExchange exchange, byte[] body, int from) throws IOException;
  }

  /** Announces everything and hangs up half way. */
  static final Fault HANGS_UP =
      (exchange, body, from) -> {
        int rest = body.length - from;
        headers(exchange, body, from);
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest);
        exchange.getResponseBody().write(body, from, rest / 2);
        exchange.getResponseBody().flush();
        throw new IOException("the connection drops");
      };

  final List<String> requests = new CopyOnWriteArrayList<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile byte[] body;
  private volatile String tag = "\"1\"";

  ModelServer(byte[] body) throws IOException {
    this.body = body;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  static Fault status(int status) {
    return (exchange, _, _) -> exchange.sendResponseHeaders(status, -1);
  }

  /** The next requests meet these, one each. */
  ModelServer then(Fault... next) {
    faults.addAll(List.of(next));
    return this;
  }

  void replace(byte[] newBody, String newTag) {
    body = newBody;
    tag = newTag;
  }

  URI base() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/models/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
      int from = from(range, exchange.getRequestHeaders().getFirst("If-Range"));
      Fault fault = faults.poll();
      if (fault != null) {
        exchange.getResponseHeaders().set("ETag", tag);
        fault.answer(exchange, body, from);
        return;
      }
      exchange.getResponseHeaders().set("ETag", tag);
      headers(exchange, body, from);
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length - from);
      exchange.getResponseBody().write(body, from, body.length - from);
    }
  }

  private int from(@Nullable String range, @Nullable String ifRange) {
    return range == null || !tag.equals(ifRange)
        ? 0
        : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  private static void headers(HttpExchange exchange, byte[] body, int from) {
    if (from > 0) {
      String range = "bytes %d-%d/%d".formatted(from, body.length - 1, body.length);
      exchange.getResponseHeaders().set("Content-Range", range);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
