package io.github.dino4j.model.catalogue;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.LockFile;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings released models and heads into the cache. Goes on where an earlier attempt, of this
 * process or another, was cut off; checks what came; and moves it into place whole. Processes and
 * threads that want the same wait for the one that is at it.
 */
public final class ModelDownloader {
  private final ModelCache cache;
  private final DownloadSettings settings;

  public ModelDownloader(ModelCache cache, DownloadSettings settings) {
    this.cache = cache;
    this.settings = settings;
  }

  /**
   * The file of a model or head: from the cache, from PyTorch's, or downloaded.
   *
   * @throws DinoException if it cannot be had: what could not be reached, where to put it by hand
   */
  public Path fetch(ReleasedFile released, DownloadProgress progress) {
    Optional<Path> here = cache.find(released);
    if (here.isPresent()) {
      return here.get();
    }
    Path place = cache.place(released);
    try (LockFile _ = lock(place, progress)) {
      Optional<Path> meanwhile = cache.find(released);
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      new Download(released, progress, new PartialFile(place)).run();
      return place;
    }
  }

  private LockFile lock(Path place, DownloadProgress progress) {
    Path file = place.resolveSibling("." + place.getFileName() + ".lock");
    try {
      Files.createDirectories(cache.folder());
      return LockFile.await(
          file, () -> progress.note(LockFile.holder(file) + " is downloading it; waiting"));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private DinoException unwritable(IOException e) {
    return new DinoException(
        "%s cannot be written: %s; %s names another folder"
            .formatted(cache.folder(), e, ModelCache.HOME),
        e);
  }

  /** One file on its way. */
  private final class Download {
    private final ReleasedFile released;
    private final DownloadProgress progress;
    private final PartialFile file;
    private final URI uri;

    Download(ReleasedFile released, DownloadProgress progress, PartialFile file) {
      this.released = released;
      this.progress = progress;
      this.file = file;
      uri = settings.base().resolve(released.path());
    }

    void run() {
      progress.note("downloading %s from %s".formatted(released.name(), uri));
      boolean resumed = file.size() > 0;
      transfer();
      if (!isGenuine() && resumed) {
        progress.note("the parts do not fit together; once more from the start");
        file.discard();
        transfer();
      }
      check();
      file.moveIntoPlace();
    }

    private void transfer() {
      HttpClient client = client();
      try {
        attempt(new HttpTransfer(client, uri, settings.patience(), progress));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DinoException("the download of %s was interrupted".formatted(released.name()), e);
      } finally {
        client.shutdownNow();
      }
    }

    /** Only attempts that bring nothing count. */
    private void attempt(HttpTransfer transfer) throws InterruptedException {
      Duration pause = settings.firstPause();
      for (int failures = 0; ; ) {
        long before = file.size();
        try {
          transfer.run(file);
          return;
        } catch (IOException e) {
          boolean progressed = file.size() > before;
          failures = progressed ? 1 : failures + 1;
          pause = progressed ? settings.firstPause() : pause;
          if (failures >= settings.attempts()) {
            throw unreachable(e);
          }
          progress.note("%s; trying again in %d s".formatted(reason(e), pause.toSeconds()));
          Thread.sleep(pause);
          pause = pause.multipliedBy(2);
        } catch (DinoException e) {
          throw byHand(e.getMessage(), e);
        }
      }
    }

    private boolean isGenuine() {
      return released.sha256().map(file.sha256()::equals).orElse(true);
    }

    private void check() {
      if (!isGenuine()) {
        String found = file.sha256();
        file.discard();
        throw byHand(
            "what %s sent has sha256 %s, not %s, and was deleted"
                .formatted(uri, found, released.sha256().orElse("")),
            null);
      }
      if (released.sha256().isEmpty()) {
        progress.note(
            "no checksum of %s is known, so it was not verified".formatted(released.name()));
      }
      try {
        file.requireWeights();
      } catch (DinoException e) {
        file.discard();
        throw byHand("what %s sent is no checkpoint".formatted(uri), e);
      }
    }

    private DinoException unreachable(IOException e) {
      return byHand("%s cannot be reached (%s)".formatted(uri.getHost(), reason(e)), e);
    }

    private DinoException byHand(@Nullable String what, @Nullable Throwable cause) {
      return new DinoException(
          "%s cannot be downloaded: %s; put %s into %s by hand, %s"
              .formatted(
                  released.name(), what, released.fileName(), cache.folder(), released.instead()),
          cause);
    }

    private HttpClient client() {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .connectTimeout(settings.patience())
              .proxy(settings.proxy());
      if (settings.proxy() instanceof EnvironmentProxy proxy) {
        proxy.credentials(uri).ifPresent(credentials -> builder.authenticator(login(credentials)));
      }
      return builder.build();
    }
  }

  /** Why it failed, in words: exceptions of the network often say nothing but their name. */
  private static String reason(IOException e) {
    String message = e.getMessage();
    if (message != null && !message.isBlank()) {
      return message.lines().findFirst().orElse(message);
    }
    return switch (e) {
      case java.net.ConnectException _ -> "no connection";
      case java.net.http.HttpTimeoutException _ -> "no answer";
      default -> e.getClass().getSimpleName();
    };
  }

  private static Authenticator login(String credentials) {
    // The JDK sends no password in clear through a tunnel unless told so; here the user told so.
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    String[] parts = credentials.split(":", 2);
    return new Authenticator() {
      @Override
      protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        return getRequestorType() == RequestorType.PROXY
            ? new PasswordAuthentication(parts[0], parts[parts.length - 1].toCharArray())
            : null;
      }
    };
  }
}
