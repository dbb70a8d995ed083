package io.github.dino4j.opensearch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.search.remote.Patience;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The OpenSearch of these tests: one process for all of them, which ends when its standard input
 * does and so does not outlive this one.
 */
final class TestServer {
  /** What the module opensearch-server is built to. */
  private static final Path BUILT = Path.of("../opensearch-server/target");

  private static @Nullable Path data;
  private static @Nullable Process process;
  private static int port; // 0 until it has started

  private TestServer() {}

  /** The server, which the first call starts. */
  static synchronized int port() {
    if (port == 0) {
      assumeTrue(Files.exists(BUILT.resolve("classpath")), "module opensearch-server is not built");
      try {
        data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "opensearch");
        start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return port;
  }

  /** Starts the server with the data that it has, at the same port. */
  static void start() throws IOException {
    Path data = Objects.requireNonNull(TestServer.data);
    Path log = data.resolveSibling(data.getFileName() + ".log");
    Process started =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx512m",
                    "-cp",
                    String.join(
                        File.pathSeparator,
                        BUILT.resolve("classes").toString(),
                        BUILT.resolve("knn").resolve("*").toString(),
                        Files.readString(BUILT.resolve("classpath")).strip()),
                    "io.github.dino4j.opensearchserver.OpenSearchServer",
                    data.toString(),
                    String.valueOf(port)))
            .redirectError(log.toFile())
            .start();
    process = started;
    BufferedReader said = started.inputReader(StandardCharsets.UTF_8);
    String line = said.readLine();
    while (line != null && !line.startsWith("port ")) {
      line = said.readLine();
    }
    if (line == null) {
      throw new IOException("OpenSearch did not start: " + Files.readString(log));
    }
    port = Integer.parseInt(line.substring("port ".length()));
    Thread.ofPlatform().daemon().start(() -> said.lines().forEach(_ -> {}));
    send("GET", "/_cluster/health?wait_for_status=yellow&timeout=60s", ""); // shards that it had
  }

  /** Kills the server; {@link #start} starts it again. */
  static void kill() throws InterruptedException {
    Objects.requireNonNull(process).destroyForcibly().waitFor();
  }

  /** The index of a folder in the tests' words. */
  static String name(Path folder) {
    byte[] bytes = folder.toString().getBytes(StandardCharsets.UTF_8);
    int end = Math.min(bytes.length, 60);
    return "opensearch:http://127.0.0.1:%d/t%s"
        .formatted(port(), HexFormat.of().formatHex(bytes, bytes.length - end, bytes.length));
  }

  static OpenSearchStore store(String url) {
    return store(url, Patience.DEFAULT);
  }

  static OpenSearchStore store(String url, Patience patience) {
    return new OpenSearchStore(OpenSearchUrl.parse(url), new Credentials(null, null), patience);
  }

  /** Sends a request beside the index. */
  static String send(String method, String path, String body) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .header("Content-Type", "application/json")
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
