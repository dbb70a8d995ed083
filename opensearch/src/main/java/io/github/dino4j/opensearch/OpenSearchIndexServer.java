package io.github.dino4j.opensearch;

import io.github.dino4j.search.remote.IndexServer;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.RemoteStore;

/**
 * OpenSearch with its k-NN plugin, 2.19 or newer: {@code opensearch:https://host:9200/INDEX}. User
 * and password come from {@code DINO4J_OPENSEARCH_USER} and {@code DINO4J_OPENSEARCH_PASSWORD};
 * {@code DINO4J_OPENSEARCH_CA} names a file of certificates (PEM) that the server's may be signed
 * by beside those that Java trusts. {@code ?shards=4&replicas=1} behind the name counts when the
 * index is made.
 */
public final class OpenSearchIndexServer implements IndexServer {
  static final String SCHEME = "opensearch";

  /** For {@link java.util.ServiceLoader}. */
  public OpenSearchIndexServer() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public RemoteStore connect(String url) {
    return new OpenSearchStore(
        OpenSearchUrl.parse(url), Credentials.of(System.getenv()), Patience.DEFAULT);
  }
}
