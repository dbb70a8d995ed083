package io.github.dino4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.RemoteIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between here and a server: one line each. */
@Timeout(300)
class PostgresFaultsTest {
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMillis(500), 2);

  @TempDir Path folder;

  private static void assertRefused(String url, Login login, String message) {
    try (PostgresStore store = new PostgresStore(PostgresUrl.parse(url), login, SHORT)) {
      assertThatThrownBy(store::description).isInstanceOf(DinoException.class).hasMessage(message);
    }
  }

  private String made() {
    String url = TestServer.name(folder);
    try (RemoteIndex index =
        RemoteIndex.create(TestServer.store(url), Vectors.described(2), RemoteIndex.KEPT)) {
      index.add(
          List.of(
              new IndexedVector("a", new float[] {1, 0}),
              new IndexedVector("b", new float[] {1, 0})));
      index.commit();
    }
    return url;
  }

  @Test
  void aServerThatIsDown() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String server = "postgres://127.0.0.1:%d/shop".formatted(port);
    assertRefused(
        server + "/photos", TestServer.LOGIN, server + " takes no connection: is it running?");
  }

  @Test
  void aServerThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String server = "postgres://127.0.0.1:%d/shop".formatted(silent.getLocalPort());
      assertRefused(server + "/photos", TestServer.LOGIN, server + " does not answer in time");
    }
  }

  @Test
  void aServerOfAnotherKind() throws IOException, InterruptedException {
    try (ServerSocket web = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!web.isClosed()) {
                  try (var connection = web.accept()) {
                    connection
                        .getOutputStream()
                        .write(
                            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                  } catch (IOException _) {
                    // The test is over.
                  }
                }
              });
      String url = "postgres://127.0.0.1:%d/shop/photos".formatted(web.getLocalPort());
      try (PostgresStore store =
          new PostgresStore(PostgresUrl.parse(url), TestServer.LOGIN, SHORT)) {
        assertThatThrownBy(store::description)
            .isInstanceOf(DinoException.class)
            .hasMessageStartingWith("postgres://127.0.0.1:" + web.getLocalPort() + "/shop")
            .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
      }
      web.close();
      answering.join();
    }
  }

  @Test
  void aWrongPasswordAndAMissingDatabase() {
    String server = "postgres://127.0.0.1:%d/".formatted(TestServer.port());
    assertRefused(
        server + "postgres/photos",
        new Login("postgres", "guess", null, null),
        server + "postgres refuses user postgres: PGUSER and PGPASSWORD say who asks");
    assertRefused(
        server + "nowhere/photos",
        TestServer.LOGIN,
        server + "nowhere/photos: FATAL: database \"nowhere\" does not exist");
  }

  @Test
  void aTableOfSomethingElse() {
    String url = TestServer.name(folder);
    TestServer.execute("CREATE TABLE %s (x int)".formatted(url.replaceAll(".*/", "")));
    assertRefused(url, TestServer.LOGIN, url + " is a table of something else: name another one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres:photos",
        "postgres://host/shop",
        "postgres://host/shop/photos/x",
        "postgres://host/shop/Photos",
        "postgres://host/shop/photos?x=1",
        "postgres://host/shop/a;drop",
        "postgres://ho st/shop/photos"
      })
  void urlsThatNameNoIndex(String url) {
    assertThatThrownBy(() -> PostgresUrl.parse(url))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith(url + " is no index of Postgres: ");
  }

  @Test
  void passwordsStayOutOfUrlsAndMessages() {
    assertThatThrownBy(() -> PostgresUrl.parse("postgres://me:secret@host/shop/photos"))
        .hasMessageContaining("PGPASSWORD")
        .hasMessageNotContaining("secret");
    assertThat(Login.of(Map.of("PGUSER", "me", "PGPASSWORD", "secret")).toString())
        .isEqualTo("user me");
  }

  @Test
  void aClientThatDiedInACommitLeavesNothing() {
    String url = made();
    PostgresStore dying = TestServer.store(url);
    dying.lock();
    dying.stage(
        2,
        Map.of(
            "a", Optional.of(new IndexedVector("a", new float[] {0, 1})),
            "b", Optional.empty(),
            "c", Optional.of(new IndexedVector("c", new float[] {0, 1}))));
    TestServer.execute(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE application_name = 'dino4j' AND state = 'idle in transaction'");
    assertThatThrownBy(() -> dying.stage(2, Map.of("d", Optional.empty())))
        .isInstanceOf(DinoException.class);
    dying.close();

    try (RemoteIndex next =
        RemoteIndex.open(TestServer.store(url), Access.WRITE, Vectors.described(2))) {
      assertThat(next.size()).isEqualTo(2);
      assertThat(next.find("a").orElseThrow().vector()).containsExactly(1, 0);
      assertThat(next.find("b")).isPresent();
    }
    assertThat(TestServer.execute("SELECT count(*) FROM " + url.replaceAll(".*/", "")))
        .isEqualTo(2);
  }

  @Test
  void aServerThatDiesInTheMiddleAndComesBack() throws Exception {
    String url = made();
    RemoteIndex writer =
        RemoteIndex.open(TestServer.store(url), Access.WRITE, Vectors.described(2));
    try (RemoteIndex reader =
        RemoteIndex.open(TestServer.store(url), Access.READ, Vectors.described(2))) {
      assertThat(reader.find("a")).isPresent();
      writer.add(List.of(new IndexedVector("c", new float[] {0, 1})));

      TestServer.kill();
      assertThatThrownBy(writer::commit)
          .isInstanceOf(DinoException.class)
          .hasMessageEndingWith("; its last commit stands");
      assertThatThrownBy(() -> reader.find("a"))
          .isInstanceOf(DinoException.class)
          .hasMessageEndingWith(" takes no connection: is it running?");

      TestServer.start();
      assertThat(reader.find("a")).isPresent();
      assertThatThrownBy(writer::commit).hasMessageEndingWith("open it again");
      writer.close();
    }
    try (RemoteIndex next =
        RemoteIndex.open(TestServer.store(url), Access.WRITE, Vectors.described(2))) {
      assertThat(next.size()).isEqualTo(2);
      next.add(List.of(new IndexedVector("c", new float[] {0, 1})));
      next.commit();
      assertThat(
              next.search(new float[] {0, 1}, SearchOptions.nearest(1)).getFirst().getFirst().id())
          .isEqualTo("c");
    }
  }
}
