package io.github.dino4j.data.hadoop;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.UriPaths;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Paths of every file system that Hadoop knows: {@code hdfs://}, {@code s3a://}, {@code gs://},
 * {@code abfs://} and others, as far as their jars are on the class path. They are set up by
 * Hadoop's files in the folder {@code HADOOP_CONF_DIR} and by {@link #configure}.
 */
public final class HadoopPaths implements UriPaths {
  private static final Pattern URI_TEXT = Pattern.compile("([a-zA-Z][\\w+.-]*)://([^/]*)(.*)");
  private static final Map<String, HadoopFileSystem> SYSTEMS = new HashMap<>();
  private static final Configuration SETTINGS = new Configuration();

  static {
    String folder = System.getenv("HADOOP_CONF_DIR");
    for (String file : folder == null ? new String[0] : new String[] {"core", "hdfs"}) {
      Path site = Path.of(folder, file + "-site.xml");
      if (Files.exists(site)) {
        SETTINGS.addResource(new org.apache.hadoop.fs.Path(site.toUri()));
      }
    }
  }

  /**
   * Sets Hadoop up, such as {@code fs.s3a.endpoint}; file systems that are open already stay as
   * they are.
   */
  public static synchronized void configure(Map<String, String> settings) {
    settings.forEach(SETTINGS::set);
  }

  @Override
  public Path path(String uri) {
    Matcher parts = URI_TEXT.matcher(uri);
    if (!parts.matches()) {
      throw new DinoException("%s: is no address of a file".formatted(uri));
    }
    String root = parts.group(1) + "://" + parts.group(2);
    return system(root, uri).path("/" + parts.group(3));
  }

  private static synchronized HadoopFileSystem system(String root, String uri) {
    return SYSTEMS.computeIfAbsent(root, absent -> open(absent, uri));
  }

  /** What Hadoop lacks or cannot reach shows in checked and unchecked exceptions alike. */
  private static HadoopFileSystem open(String root, String uri) {
    try {
      return new HadoopFileSystem(root, FileSystem.get(URI.create(root + "/"), SETTINGS));
    } catch (IOException e) {
      throw unknown(uri, IoReason.of(e), e);
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      throw unknown(
          uri,
          reason.contains("ClassNotFoundException")
              ? "its file system is not on the class path (docs/spark.md)"
              : reason.lines().findFirst().orElse(""),
          e);
    }
  }

  private static DinoException unknown(String uri, String reason, Exception cause) {
    return new DinoException("%s cannot be reached: %s".formatted(uri, reason), cause);
  }
}
