package io.github.dino4j.model.catalogue;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** One request for a file or for the rest of it. */
final class HttpTransfer {
  private static final int PIECE = 1 << 16;

  private final HttpClient client;
  private final URI uri;
  private final Duration patience;
  private final DownloadProgress progress;

  /**
   * @param patience how long a silent connection is kept
   */
  HttpTransfer(HttpClient client, URI uri, Duration patience, DownloadProgress progress) {
    this.client = client;
    this.uri = uri;
    this.patience = patience;
    this.progress = progress;
  }

  /** A failure that another attempt may not meet. */
  static final class Interrupted extends IOException {
    Interrupted(String message) {
      super(message);
    }
  }

  /**
   * Asks for what {@code file} lacks. A server that has another version by now, or that knows no
   * ranges, sends everything.
   *
   * @throws IOException if it is worth trying again
   * @throws DinoException if it is not
   */
  void run(PartialFile file) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
    if (file.size() > 0 && file.tag().isPresent()) {
      request.header("Range", "bytes=" + file.size() + "-").header("If-Range", file.tag().get());
    } else {
      file.discard();
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      receive(response, body, file);
    }
  }

  private void receive(HttpResponse<InputStream> response, InputStream body, PartialFile file)
      throws IOException {
    HttpHeaders headers = response.headers();
    switch (response.statusCode()) {
      case 200 -> {
        file.begin(tag(headers));
        copy(body, file, headers.firstValueAsLong("Content-Length").orElse(-1));
      }
      case 206 -> {
        long start = file.size();
        String range = headers.firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + start + "-")) {
          file.discard();
          throw new Interrupted("the server sent another part than was asked for");
        }
        long rest = headers.firstValueAsLong("Content-Length").orElse(-1);
        copy(body, file, rest < 0 ? -1 : start + rest);
      }
      case 416 -> {
        file.discard();
        throw new Interrupted("the server has fewer bytes than were here");
      }
      case 408, 425, 429, 500, 502, 503, 504 ->
          throw new Interrupted("the server answers " + response.statusCode());
      default -> throw new DinoException("%s answers %d".formatted(uri, response.statusCode()));
    }
  }

  /** A strong tag, else the date: what If-Range takes. */
  private static Optional<String> tag(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .filter(tag -> !tag.startsWith("W/"))
        .or(() -> headers.firstValue("Last-Modified"));
  }

  private void copy(InputStream body, PartialFile file, long total) throws IOException {
    long received = file.size();
    progress.received(received, total);
    byte[] piece = new byte[PIECE];
    try (Stall stall = new Stall(body, patience);
        OutputStream out = file.append()) {
      for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
        stall.progressed();
        write(out, piece, count, file);
        received += count;
        progress.received(received, total);
      }
    }
    if (total >= 0 && received != total) {
      throw new Interrupted("the connection closed at byte %d of %d".formatted(received, total));
    }
  }

  /** A full disk is no reason to ask the server again. */
  private static void write(OutputStream out, byte[] piece, int count, PartialFile file) {
    try {
      out.write(piece, 0, count);
    } catch (IOException e) {
      throw file.unwritable(e);
    }
  }
}
