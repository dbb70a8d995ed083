package io.github.dino4j.opensearch;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an index lies.
 *
 * @param scheme http or https
 * @param index its name
 * @param shards of an index that is made
 * @param replicas copies beside each shard
 */
record OpenSearchUrl(String scheme, String host, int port, String index, int shards, int replicas) {
  private static final int USUAL_PORT = 9200;
  private static final Pattern INDEX = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,199}");
  private static final Pattern OPTION = Pattern.compile("(shards|replicas)=(\\d{1,3})");
  private static final String FORM = "opensearch:https://HOST:9200/INDEX";

  /**
   * @throws DinoException if it is no such URL
   */
  static OpenSearchUrl parse(String url) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String path = String.valueOf(uri.getRawPath());
    if (uri.getRawUserInfo() != null) {
      throw new DinoException(
          "the URL of the index holds a user: set DINO4J_OPENSEARCH_USER and"
              + " DINO4J_OPENSEARCH_PASSWORD instead");
    }
    if (!scheme.matches("https?") || uri.getHost() == null || !path.startsWith("/")) {
      throw wrong(url, "it has the form " + FORM);
    }
    String index = path.substring(1);
    if (!INDEX.matcher(index).matches()) {
      throw wrong(
          url, "an index has a name of small letters, digits, -, _ and dots, as in " + FORM);
    }
    int shards = 1;
    int replicas = 0;
    String query = uri.getRawQuery();
    for (String option : query == null ? new String[0] : query.split("&", -1)) {
      Matcher matcher = OPTION.matcher(option);
      if (!matcher.matches()) {
        throw wrong(url, "behind ? stand shards=N and replicas=N, not " + Quoted.of(option));
      }
      int number = Integer.parseInt(matcher.group(2));
      shards = matcher.group(1).equals("shards") ? Math.max(1, number) : shards;
      replicas = matcher.group(1).equals("replicas") ? number : replicas;
    }
    int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
    return new OpenSearchUrl(scheme, uri.getHost(), port, index, shards, replicas);
  }

  private static URI uri(String url) {
    try {
      return new URI(url.substring(OpenSearchIndexServer.SCHEME.length() + 1));
    } catch (URISyntaxException e) {
      throw wrong(url, "it has the form " + FORM);
    }
  }

  private static DinoException wrong(String url, String what) {
    return new DinoException("%s is no index of OpenSearch: %s".formatted(Quoted.of(url), what));
  }

  boolean isEncrypted() {
    return scheme.equals("https");
  }

  /** Whether what is sent stays on this machine. */
  boolean isLoopback() {
    return host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
  }

  /** The server, for messages. */
  String server() {
    return "%s:%s://%s:%d".formatted(OpenSearchIndexServer.SCHEME, scheme, host, port);
  }

  /** The path of something of the index on its server. */
  String path(String rest) {
    return "/" + index + rest;
  }

  /** The index, for messages. */
  String name() {
    return server() + "/" + index;
  }
}
