package io.github.dino4j.data.hadoop;

import java.net.URI;
import java.util.Map;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The files of this machine under a scheme of their own, as those of another place. */
public final class ElsewhereFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("elsewhere:///");

  /** What Hadoop needs to know. */
  static final Map<String, String> SETTINGS =
      Map.of("fs.elsewhere.impl", ElsewhereFileSystem.class.getName());

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return ROOT.getScheme();
  }
}
