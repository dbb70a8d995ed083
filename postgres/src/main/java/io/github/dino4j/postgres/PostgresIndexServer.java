package io.github.dino4j.postgres;

import io.github.dino4j.search.remote.IndexServer;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.RemoteStore;

/**
 * Postgres with pgvector 0.8 or newer: {@code postgres://host:5432/DATABASE/TABLE}. User and
 * password come from {@code PGUSER} and {@code PGPASSWORD}, or from {@code ~/.pgpass}; {@code
 * PGSSLMODE} and {@code PGSSLROOTCERT} say what is encrypted and who is trusted, as for other
 * programs of Postgres.
 */
public final class PostgresIndexServer implements IndexServer {
  static final String SCHEME = "postgres";

  /** For {@link java.util.ServiceLoader}. */
  public PostgresIndexServer() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public RemoteStore connect(String url) {
    return new PostgresStore(PostgresUrl.parse(url), Login.of(System.getenv()), Patience.DEFAULT);
  }
}
