package io.github.dino4j.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.VisionTransformerConfig;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ModelDownloaderTest {
  @TempDir Path folder;
  private byte[] file;
  private ModelServer server;
  private final Log log = new Log();

  @BeforeEach
  void start() throws IOException {
    file = Files.readAllBytes(Path.of("src/test/resources/golden/checkpoints/plain.pth"));
    server = new ModelServer(file);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Remembers what it was told. */
  private static final class Log implements DownloadProgress {
    final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    final List<Long> received = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void received(long bytes, long total) {
      received.add(bytes);
    }

    @Override
    public void note(String line) {
      notes.add(line);
    }
  }

  private static ReleasedModel model(Optional<String> sha256) {
    return new ReleasedModel("tiny_reg4", List.of(), VisionTransformerConfig.small(), sha256);
  }

  private ReleasedModel known() {
    return model(Optional.of(sha256(file)));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path fetch(ReleasedModel model) {
    return downloader(server.base()).fetch(model, log);
  }

  private ModelDownloader downloader(URI base) {
    Duration pause = Duration.ofMillis(1);
    return new ModelDownloader(
        new ModelCache(folder.resolve("cache"), folder.resolve("hub")),
        new DownloadSettings(base, ProxySelector.of(null), 3, pause, Duration.ofSeconds(1)));
  }

  private void assertWhole(Path path) {
    assertThat(path)
        .isEqualTo(folder.resolve("cache/tiny_reg4_pretrain.pth"))
        .hasBinaryContent(file);
    assertThat(path.resolveSibling(path.getFileName() + ".part")).doesNotExist();
    assertThat(path.resolveSibling(path.getFileName() + ".part.tag")).doesNotExist();
  }

  @Test
  void comesFromWhereTheReferenceKeepsItAndOnlyOnce() {
    assertWhole(fetch(known()));
    assertWhole(fetch(known()));
    assertThat(server.requests).containsExactly("/models/tiny/tiny_reg4_pretrain.pth");
    assertThat(log.received).isSorted().startsWith(0L).endsWith((long) file.length);
  }

  @Test
  void aHeadComesFromTheFolderOfItsBackbone() {
    ReleasedHead head = new ReleasedHead(known(), "linear4");
    Path path = downloader(server.base()).fetch(head, log);
    assertThat(path)
        .isEqualTo(folder.resolve("cache/tiny_reg4_linear4_head.pth"))
        .hasBinaryContent(file);
    assertThat(server.requests).containsExactly("/models/tiny/tiny_reg4_linear4_head.pth");
  }

  @Test
  void aDroppedConnectionIsTakenUpWhereItBroke() {
    server.then(
        ModelServer.HANGS_UP, ModelServer.HANGS_UP, ModelServer.HANGS_UP, ModelServer.HANGS_UP);
    assertWhole(fetch(known()));
    assertThat(server.requests).hasSize(5);
    assertThat(server.requests.subList(1, 5)).allMatch(request -> request.contains("bytes="));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429})
  void aServerThatIsBusyIsAskedAgain(int status) {
    server.then(ModelServer.status(status), ModelServer.status(status));
    assertWhole(fetch(known()));
    assertThat(server.requests).hasSize(3);
    assertThat(log.notes).anyMatch(note -> note.contains("answers " + status));
  }

  @Test
  void aServerThatStaysBusyIsGivenUp() {
    server.then(ModelServer.status(503), ModelServer.status(503), ModelServer.status(503));
    assertRefused(known(), "localhost cannot be reached (the server answers 503)");
    assertThat(server.requests).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 403})
  void aFileThatIsNotThereIsAskedForOnce(int status) {
    server.then(ModelServer.status(status));
    assertRefused(known(), "tiny_reg4_pretrain.pth answers " + status);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aWrongChecksumIsRefusedAndNothingStays() throws IOException {
    assertRefused(model(Optional.of("0".repeat(64))), "has sha256 " + sha256(file));
    assertThat(Files.list(folder.resolve("cache")))
        .allMatch(path -> path.toString().endsWith(".lock"));
  }

  @Test
  void withoutAKnownChecksumItSaysSo() {
    assertWhole(fetch(model(Optional.empty())));
    assertThat(log.notes).contains("no checksum of tiny_reg4 is known, so it was not verified");
  }

  @Test
  void anErrorPageIsNoModel() {
    server.replace(
        "<html>Please log in</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8), "\"2\"");
    assertRefused(model(Optional.empty()), "sent is no checkpoint");
  }

  @Test
  void anotherProcessGoesOnWhereOneWasKilled() throws IOException {
    leave(Arrays.copyOf(file, 1000), "\"1\"");
    assertWhole(fetch(known()));
    assertThat(server.requests).containsExactly("/models/tiny/tiny_reg4_pretrain.pth bytes=1000-");
    assertThat(log.received).startsWith(1000L);
  }

  @Test
  void theBeginningOfAnOldVersionIsNotContinued() throws IOException {
    leave(new byte[1000], "\"0\"");
    assertWhole(fetch(known()));
    assertThat(log.received).startsWith(0L);
  }

  @Test
  void aDamagedBeginningIsDroppedOnce() throws IOException {
    leave(new byte[1000], "\"1\"");
    assertWhole(fetch(known()));
    assertThat(server.requests).hasSize(2);
    assertThat(log.notes).anyMatch(note -> note.contains("do not fit together"));
  }

  @Test
  void aBeginningLongerThanTheFileIsDropped() throws IOException {
    leave(new byte[file.length + 10], "\"1\"");
    server.then(ModelServer.status(416));
    assertWhole(fetch(known()));
  }

  private void leave(byte[] part, String tag) throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Files.write(cache.resolve("tiny_reg4_pretrain.pth.part"), part);
    Files.writeString(cache.resolve("tiny_reg4_pretrain.pth.part.tag"), tag);
  }

  @Test
  void aSilentConnectionIsNotWaitedForForever() {
    server.then((exchange, body, _) -> {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body, 0, 100);
      exchange.getResponseBody().flush();
      sleep();
    });
    assertWhole(fetch(known()));
    assertThat(server.requests).hasSize(2);
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(30_000);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void askedForAtOnceItComesOnce() throws Exception {
    List<Callable<Path>> calls = Collections.nCopies(8, () -> fetch(known()));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Path> future : threads.invokeAll(calls)) {
        assertWhole(future.get());
      }
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void pyTorchsOwnCacheIsUsed() throws IOException {
    Path hub = Files.createDirectories(folder.resolve("hub"));
    Path theirs = Files.write(hub.resolve("tiny_reg4_pretrain.pth"), file);
    assertThat(fetch(known())).isEqualTo(theirs);
    assertThat(server.requests).isEmpty();
  }

  @Test
  void offlineItSaysWhatToDo() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI nowhere = URI.create("http://localhost:" + port + "/");
    assertThatThrownBy(() -> downloader(nowhere).fetch(known(), log))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("tiny_reg4 cannot be downloaded: localhost cannot be reached (")
        .hasMessageContaining(
            "put tiny_reg4_pretrain.pth into %s by hand, or use --model demo"
                .formatted(folder.resolve("cache")))
        .message()
        .doesNotContain("\n");
  }

  @Test
  void goesThroughTheProxyOfTheEnvironment() {
    Map<String, String> environment = Map.of("http_proxy", server.base().getAuthority());
    DownloadSettings direct = DownloadSettings.of(environment);
    DownloadSettings settings =
        new DownloadSettings(
            URI.create("http://models.invalid/x/"),
            direct.proxy(),
            1,
            Duration.ZERO,
            Duration.ofSeconds(5));
    ModelCache cache = new ModelCache(folder.resolve("cache"), folder.resolve("hub"));
    assertWhole(new ModelDownloader(cache, settings).fetch(known(), log));
    assertThat(server.requests)
        .containsExactly("http://models.invalid/x/tiny/tiny_reg4_pretrain.pth");
  }

  private void assertRefused(ReleasedModel model, String reason) {
    assertThatThrownBy(() -> fetch(model))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("by hand, or use --model demo")
        .message()
        .doesNotContain("\n");
    assertThat(folder.resolve("cache/tiny_reg4_pretrain.pth")).doesNotExist();
  }
}
