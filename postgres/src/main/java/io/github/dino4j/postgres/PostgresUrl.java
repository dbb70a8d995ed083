package io.github.dino4j.postgres;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an index lies.
 *
 * @param table its name
 */
record PostgresUrl(String host, int port, String database, String table) {
  private static final int USUAL_PORT = 5432;
  private static final Pattern PATH =
      Pattern.compile("/([A-Za-z0-9_.-]{1,63})/([a-z_][a-z0-9_]{0,49})");
  private static final String FORM = "postgres://HOST:5432/DATABASE/TABLE";

  /**
   * @throws DinoException if it is no such URL
   */
  static PostgresUrl parse(String url) {
    URI uri = uri(url);
    if (uri.getRawUserInfo() != null) {
      throw new DinoException(
          "the URL of the index holds a user: set PGUSER and PGPASSWORD instead");
    }
    Matcher path = PATH.matcher(String.valueOf(uri.getRawPath()));
    if (uri.getHost() == null || !path.matches() || uri.getRawQuery() != null) {
      throw wrong(url);
    }
    int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
    return new PostgresUrl(uri.getHost(), port, path.group(1), path.group(2));
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException _) {
      throw wrong(url);
    }
  }

  private static DinoException wrong(String url) {
    return new DinoException(
        "%s is no index of Postgres: it has the form %s, the table in small letters, digits and _"
            .formatted(Quoted.of(url), FORM));
  }

  /** The server, for messages. */
  String server() {
    return "%s://%s:%d/%s".formatted(PostgresIndexServer.SCHEME, host, port, database);
  }

  /** The index, for messages. */
  String name() {
    return server() + "/" + table;
  }
}
