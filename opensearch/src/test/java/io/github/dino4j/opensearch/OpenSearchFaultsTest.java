package io.github.dino4j.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.remote.Commit;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.RemoteIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between here and a server: one line each. */
@Timeout(300)
class OpenSearchFaultsTest {
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(300), 2);
  private static final String OPENSEARCH =
      "{\"version\": {\"distribution\": \"opensearch\", \"number\": \"3.5.0\"}}";

  @TempDir Path folder;

  private static String url(int port) {
    return "opensearch:http://127.0.0.1:" + port + "/photos";
  }

  /** A server that answers each request by the same. */
  private static HttpServer answering(int status, String body) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void assertRefused(int port, String message) {
    try (OpenSearchStore store = TestServer.store(url(port), SHORT)) {
      assertThatThrownBy(store::description).isInstanceOf(DinoException.class).hasMessage(message);
    }
  }

  @Test
  void aServerThatIsDown() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertRefused(
        port, "opensearch:http://127.0.0.1:" + port + " takes no connection: is it running?");
  }

  @Test
  void aServerThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      int port = silent.getLocalPort();
      assertRefused(port, "opensearch:http://127.0.0.1:" + port + " does not answer in time");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "200|<html>|is no OpenSearch: its answer is no JSON",
        "200|{\"version\": {\"number\": \"8.0.0\"}}|is no OpenSearch",
        "401|{}|refuses the user or the password: they come from DINO4J_OPENSEARCH_USER and"
            + " DINO4J_OPENSEARCH_PASSWORD"
      })
  void aServerOfAnotherKind(int status, String body, String message) throws IOException {
    HttpServer server = answering(status, body);
    int port = server.getAddress().getPort();
    assertRefused(port, "opensearch:http://127.0.0.1:%d %s".formatted(port, message));
    server.stop(0);
  }

  @Test
  void anOverloadedServerIsAskedAgain() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean isBusy = asked.getAndIncrement() == 0;
          byte[] body = (isBusy ? "{}" : OPENSEARCH).getBytes(StandardCharsets.UTF_8);
          boolean isIndex = exchange.getRequestURI().getPath().length() > 1;
          exchange.sendResponseHeaders(isIndex ? 404 : isBusy ? 429 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (OpenSearchStore store = TestServer.store(url(server.getAddress().getPort()), SHORT)) {
      assertThat(store.description()).isEmpty();
      assertThat(asked).hasValue(3);
    }
    server.stop(0);
  }

  @Test
  void anIndexOfSomethingElse() {
    String url = TestServer.name(folder);
    String index = url.replaceAll(".*/", "/");
    TestServer.send("PUT", index, "{}");
    try (OpenSearchStore store = TestServer.store(url)) {
      assertThatThrownBy(store::description)
          .hasMessage(url + " is an index of something else: name another one");
    }
    TestServer.send("DELETE", index, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opensearch:photos",
        "opensearch:ftp://host/photos",
        "opensearch:http://host",
        "opensearch:http://host/Photos",
        "opensearch:http://host/_all",
        "opensearch:http://host/a/b",
        "opensearch:http://host/photos?x=1",
        "opensearch:http://host/%2e",
        "opensearch:http://ho st/photos"
      })
  void urlsThatNameNoIndex(String url) {
    assertThatThrownBy(() -> OpenSearchUrl.parse(url))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith(url + " is no index of OpenSearch: ");
  }

  @Test
  void passwordsStayOutOfUrlsAndOffOpenLines() {
    assertThat(OpenSearchUrl.parse("opensearch:http://127.evil.example/a").isLoopback()).isFalse();
    assertThat(OpenSearchUrl.parse("opensearch:http://127.0.0.1/a").isLoopback()).isTrue();
    assertThatThrownBy(() -> OpenSearchUrl.parse("opensearch:https://me:secret@host/photos"))
        .hasMessageContaining("set DINO4J_OPENSEARCH_USER")
        .hasMessageNotContaining("secret");
    Credentials credentials =
        Credentials.of(Map.of(Credentials.USER, "me", Credentials.PASSWORD, "secret"));
    assertThat(credentials.toString()).doesNotContain("secret", "bWU6c2VjcmV0");
    OpenSearchUrl open = OpenSearchUrl.parse("opensearch:http://search.example/photos");
    assertThatThrownBy(() -> new Requests(open, credentials, SHORT))
        .hasMessage(
            "opensearch:http://search.example:9200 is not encrypted: a password goes to https:"
                + " alone");
    assertThatThrownBy(() -> Credentials.of(Map.of(Credentials.USER, "me")))
        .isInstanceOf(DinoException.class);
  }

  @Test
  void aWriterWhosePlaceWasTakenWritesNoMore() {
    String url = TestServer.name(folder);
    try (OpenSearchStore store = TestServer.store(url)) {
      store.create(Vectors.described(2), Commit.first(RemoteIndex.KEPT));
      store.lock();
      String index = url.replaceAll(".*/", "/");
      TestServer.send(
          "PUT",
          index + "/_doc/commit",
          "{\"writer\": \"another\", \"beat\": 7, \"commit\": {\"generation\": 0, \"oldest\": 0,"
              + " \"kept\": 0}}");
      assertThatThrownBy(() -> store.publish(Commit.first(RemoteIndex.KEPT).next(1)))
          .hasMessage(
              url + " was taken over by another writer, as this one was silent for too long");
      TestServer.send("DELETE", index, "");
    }
  }

  @Test
  void aServerThatDiesInTheMiddleAndComesBack() throws Exception {
    String url = TestServer.name(folder);
    Patience brief =
        new Patience(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(1), 2);
    RemoteIndex writer =
        RemoteIndex.create(TestServer.store(url, brief), Vectors.described(2), RemoteIndex.KEPT);
    writer.add(List.of(new IndexedVector("a", new float[] {1, 0})));
    writer.commit();
    writer.add(List.of(new IndexedVector("b", new float[] {0, 1})));

    TestServer.kill();
    assertThatThrownBy(writer::commit)
        .isInstanceOf(DinoException.class)
        .hasMessageEndingWith(" takes no connection: is it running?; its last commit stands");
    writer.close();

    TestServer.start();
    // Nobody took the mark of the writer away, so this waits until it counts as dead.
    try (RemoteIndex next =
        RemoteIndex.open(TestServer.store(url, brief), Access.WRITE, Vectors.described(2))) {
      assertThat(next.size()).isOne();
      next.add(List.of(new IndexedVector("b", new float[] {0, 1})));
      next.commit();
      assertThat(next.size()).isEqualTo(2);
    }
    TestServer.send("DELETE", url.replaceAll(".*/", "/"), "");
  }
}
