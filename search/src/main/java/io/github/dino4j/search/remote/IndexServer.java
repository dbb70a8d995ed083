package io.github.dino4j.search.remote;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** A kind of servers. Their modules offer it as a service, so that this one knows none of them. */
public interface IndexServer {
  /** What their URLs begin with, before the first colon. */
  String scheme();

  /**
   * Reads the URL of an index on such a server. Nothing is sent to it yet.
   *
   * @param url the whole of it, with the scheme
   * @return to be closed by the caller
   * @throws DinoException if it is no such URL
   */
  RemoteStore connect(String url);

  /**
   * Finds the kind of server that a URL names, and reads it.
   *
   * @return to be closed by the caller
   * @throws DinoException if there is no such kind, or it is no such URL
   */
  static RemoteStore storeOf(String url) {
    TreeSet<String> known = new TreeSet<>();
    for (IndexServer server : ServiceLoader.load(IndexServer.class)) {
      if (url.startsWith(server.scheme() + ":")) {
        return server.connect(url);
      }
      known.add(server.scheme() + ":");
    }
    throw new DinoException(
        "%s names no kind of server; those that are known begin with %s"
            .formatted(Quoted.of(url), String.join(" or ", known)));
  }
}
