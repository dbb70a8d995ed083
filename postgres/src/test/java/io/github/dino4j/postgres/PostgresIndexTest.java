package io.github.dino4j.postgres;

import io.github.dino4j.search.RemoteIndexContract;
import io.github.dino4j.search.remote.RemoteStore;
import java.nio.file.Path;

class PostgresIndexTest extends RemoteIndexContract {
  @Override
  protected RemoteStore store(Path folder) {
    return TestServer.store(TestServer.name(folder));
  }

  private static String table(Path folder) {
    return TestServer.name(folder).replaceAll(".*/", "");
  }

  @Override
  protected void drop(Path folder) {
    TestServer.execute("DROP TABLE IF EXISTS %1$s, %1$s_commit".formatted(table(folder)));
  }

  /** Rows, as if each took what its vector takes: a table keeps the room of what is gone. */
  @Override
  protected long stored(Path folder) {
    return TestServer.execute("SELECT count(*) FROM " + table(folder)) * 64 * Float.BYTES;
  }
}
