package io.github.dino4j.model.catalogue;

/** Hears how a download goes, on the thread that asked for it. */
public interface DownloadProgress {
  /** For those who do not care. */
  DownloadProgress SILENT = new DownloadProgress() {};

  /**
   * After every piece.
   *
   * @param bytes of the file that are here, those of an earlier attempt included
   * @param total of the file, or -1 where the server does not tell
   */
  default void received(long bytes, long total) {}

  /** One line worth telling: where it comes from, what is tried again, what cannot be verified. */
  default void note(String line) {}
}
