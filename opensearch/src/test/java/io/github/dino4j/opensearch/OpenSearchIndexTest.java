package io.github.dino4j.opensearch;

import io.github.dino4j.search.RemoteIndexContract;
import io.github.dino4j.search.remote.RemoteStore;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class OpenSearchIndexTest extends RemoteIndexContract {
  private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");

  @Override
  protected RemoteStore store(Path folder) {
    return TestServer.store(TestServer.name(folder));
  }

  @Override
  protected void drop(Path folder) {
    TestServer.send("DELETE", index(folder), "");
  }

  private static String index(Path folder) {
    return TestServer.name(folder).replaceAll(".*/", "/");
  }

  /** Documents, as if each took what its vector takes: files of Lucene shrink when they like. */
  @Override
  protected long stored(Path folder) {
    TestServer.send("POST", index(folder) + "/_refresh", "");
    Matcher count = COUNT.matcher(TestServer.send("GET", index(folder) + "/_count", ""));
    return count.find() ? Long.parseLong(count.group(1)) * 64 * Float.BYTES : 0;
  }
}
