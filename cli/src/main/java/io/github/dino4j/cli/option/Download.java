package io.github.dino4j.cli.option;

import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.cli.terminal.Terminal;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.catalogue.DownloadSettings;
import io.github.dino4j.model.catalogue.ModelCache;
import io.github.dino4j.model.catalogue.ModelDownloader;
import io.github.dino4j.model.catalogue.ReleasedFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A released model or head on its way to this machine, for the user to watch. */
public final class Download implements DownloadProgress, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  private final Progress progress;
  private final @Nullable PrintWriter remarks;
  private long before = -1;

  private Download(Progress progress, @Nullable PrintWriter remarks) {
    this.progress = progress;
    this.remarks = remarks;
  }

  /** The file, at once where it is here. */
  public static Path fetch(ReleasedFile file, DinoCommand command) {
    ModelDownloader downloader =
        new ModelDownloader(ModelCache.ofEnvironment(), DownloadSettings.ofEnvironment());
    // Only somebody who watches or asked wants to hear of every attempt.
    PrintWriter listener = Terminal.watched() ? command.err() : command.remarks();
    try (Download download = new Download(command.progress(), listener)) {
      return downloader.fetch(file, download);
    }
  }

  @Override
  public void received(long bytes, long total) {
    before = before < 0 ? bytes : before;
    long whole = total < 0 ? -1 : total / MEGABYTE;
    progress.show(new Progress.State(bytes / MEGABYTE, before / MEGABYTE, whole, "MB"));
  }

  @Override
  public void note(String line) {
    if (remarks != null) {
      remarks.println(line);
      remarks.flush();
    }
  }

  @Override
  public void close() {
    progress.close();
  }
}
