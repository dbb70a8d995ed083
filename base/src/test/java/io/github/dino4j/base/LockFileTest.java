package io.github.dino4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LockFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("lock");
  }

  /** Takes the lock, says whether it got it, and keeps it until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      System.out.println(LockFile.take(Path.of(arguments[0])).isPresent());
      Thread.sleep(100_000);
    }
  }

  private Process holder(String expected) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = process.inputReader();
    assertThat(said.readLine()).isEqualTo(expected);
    return process;
  }

  @Test
  void anotherProcessKeepsItUntilItIsKilled() throws Exception {
    Process other = holder("true");
    assertThat(LockFile.take(file)).isEmpty();
    assertThat(LockFile.holder(file)).isEqualTo("process " + other.pid());
    other.destroyForcibly().waitFor();
    try (LockFile mine = LockFile.take(file).orElseThrow()) {
      assertThat(mine.strength()).isEqualTo(LockFile.Strength.SURE);
    }
  }

  /** Closing a second channel to a file would end the lock of the first on POSIX systems. */
  @Test
  void askingAgainInThisProcessDoesNotLoseIt() throws Exception {
    try (LockFile mine = LockFile.take(file).orElseThrow()) {
      Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
      assertThat(LockFile.take(file)).isEmpty();
      assertThat(LockFile.take(link.resolve("lock"))).isEmpty();
      assertThat(LockFile.holder(file)).isEqualTo("this very process");
      holder("false").destroyForcibly().waitFor();
    }
    holder("true").destroyForcibly().waitFor();
  }

  @Test
  void whoWaitsHasItNext() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    LockFile first = LockFile.take(file).orElseThrow();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Boolean> waiter =
          () -> {
            try (LockFile mine = LockFile.await(file, () -> said.add(LockFile.holder(file)))) {
              return mine.strength() == LockFile.Strength.SURE && LockFile.take(file).isEmpty();
            }
          };
      Future<Boolean> one = threads.submit(waiter);
      Future<Boolean> other = threads.submit(waiter);
      while (said.size() < 2) {
        Thread.onSpinWait();
      }
      assertThat(one.isDone() || other.isDone()).isFalse();
      first.close();
      assertThat(one.get() && other.get()).isTrue();
    }
    assertThat(said).containsExactly("this very process", "this very process");
    LockFile.await(file, () -> said.add("busy")).close();
    assertThat(said).hasSize(2);
  }

  @Test
  void whoIsInterruptedWaitsNoLonger() throws IOException {
    try (LockFile _ = LockFile.take(file).orElseThrow()) {
      Thread self = Thread.currentThread();
      assertThatThrownBy(() -> LockFile.await(file, self::interrupt))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anotherChannelOfThisProcessKeepsIt() throws IOException {
    try (FileChannel other =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(LockFile.take(file)).isEmpty();
    }
    LockFile.take(file).orElseThrow().close();
  }

  @Test
  void aFileSystemWithoutLocksKeepsNobodyAway() throws IOException {
    LockFile.Locking none =
        _ -> {
          throw new IOException("No locks available");
        };
    try (LockFile mine = LockFile.take(file, none).orElseThrow()) {
      assertThat(mine.strength()).isEqualTo(LockFile.Strength.NONE);
    }
    LockFile.take(file).orElseThrow().close();
  }

  @Test
  void whatIsNoNumberNamesNobody() throws IOException {
    assertThat(LockFile.holder(file)).isEqualTo("another process");
    Files.writeString(file, "a poem");
    assertThat(LockFile.holder(file)).isEqualTo("another process");
  }
}
