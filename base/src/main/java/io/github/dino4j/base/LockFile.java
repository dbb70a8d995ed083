package io.github.dino4j.base;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A small file that one holder at a time has, of all threads and processes. The system lets go of
 * it when the process ends, however it ends; the file stays, with the number of the process that
 * held it last.
 */
public final class LockFile implements AutoCloseable {
  /** A process that opens and closes a file a second time loses its locks on it: it must not. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Path file;
  private final FileChannel channel;
  private final Strength strength;

  /** What a lock is worth. */
  public enum Strength {
    /** No other process can have it too. */
    SURE,
    /** The file system, as some on networks, knows no locks: other processes are not kept away. */
    NONE
  }

  /** Asks the system for a lock; null where another process has it. */
  @FunctionalInterface
  interface Locking {
    @Nullable FileLock lock(FileChannel channel) throws IOException;
  }

  private LockFile(Path file, FileChannel channel, Strength strength) {
    this.file = file;
    this.channel = channel;
    this.strength = strength;
  }

  /**
   * @param file made where it is missing; its folder is there
   * @return the lock, to be closed by the caller; empty where another holder has it
   * @throws IOException if the file cannot be made or opened
   */
  public static Optional<LockFile> take(Path file) throws IOException {
    return take(file, FileChannel::tryLock);
  }

  /**
   * Waits until nobody else has the lock.
   *
   * @param file made where it is missing; its folder is there
   * @param busy is run once before the wait, if there is one
   * @return the lock, to be closed by the caller
   * @throws IOException if the file cannot be made or opened, or the thread is interrupted
   */
  public static LockFile await(Path file, Runnable busy) throws IOException {
    Optional<LockFile> lock = take(file);
    if (lock.isEmpty()) {
      busy.run();
    }
    while (lock.isEmpty()) {
      pause();
      lock = take(file);
    }
    return lock.get();
  }

  /** The system's own wait would hold off other processes only, not threads of this one. */
  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a lock");
    }
  }

  static Optional<LockFile> take(Path file, Locking locking) throws IOException {
    Path place = place(file);
    if (!HELD.add(place)) {
      return Optional.empty();
    }
    LockFile taken = null;
    try {
      taken = open(place, locking);
      return Optional.ofNullable(taken);
    } finally {
      if (taken == null) {
        HELD.remove(place);
      }
    }
  }

  /** One name for each file, whatever links lead to it. */
  private static Path place(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    return absolute.resolveSibling("").toRealPath().resolve(absolute.getFileName());
  }

  private static @Nullable LockFile open(Path place, Locking locking) throws IOException {
    FileChannel channel =
        FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Strength strength = lock(channel, locking);
    if (strength == null) {
      channel.close();
      return null;
    }
    sign(channel);
    return new LockFile(place, channel, strength);
  }

  private static @Nullable Strength lock(FileChannel channel, Locking locking) {
    try {
      return locking.lock(channel) == null ? null : Strength.SURE;
    } catch (OverlappingFileLockException _) {
      return null;
    } catch (IOException _) {
      return Strength.NONE;
    }
  }

  /** For {@link #holder}; the lock is as good without. */
  private static void sign(FileChannel channel) {
    try {
      byte[] number = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      channel.truncate(0).write(ByteBuffer.wrap(number));
    } catch (IOException _) {
      // A full disk: holder() knows no number then.
    }
  }

  /** Who has, or last had, the lock, for messages: {@code process 4711}. */
  public static String holder(Path file) {
    try {
      if (HELD.contains(place(file))) {
        return "this very process";
      }
      String number = Files.readString(file).strip();
      return number.matches("\\d{1,19}") ? "process " + number : "another process";
    } catch (IOException _) {
      return "another process";
    }
  }

  public Strength strength() {
    return strength;
  }

  /** Lets go. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DinoException("%s cannot be let go: %s".formatted(file, IoReason.of(e)), e);
    } finally {
      HELD.remove(file);
    }
  }
}
