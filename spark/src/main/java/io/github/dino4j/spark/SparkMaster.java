package io.github.dino4j.spark;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.data.hadoop.HadoopPaths;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Where Spark runs.
 *
 * @param url as Spark takes it
 */
record SparkMaster(String url) {
  private static final Pattern LOCAL =
      Pattern.compile("local|local\\[(\\*|[1-9]\\d*)(,\\s*[1-9]\\d*)?]");
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final Pattern ADDRESS = Pattern.compile("(?:spark://)?([^:]+):(\\d{1,5})");

  /** Beginnings of Java's flags that a worker needs too; its memory is Spark's to say. */
  private static final List<String> INHERITED =
      List.of(
          "--enable-native-access",
          "--sun-misc-unsafe-memory-access",
          "-Dorg.bytedeco",
          "-Djava.library.path",
          "-Djava.awt.headless");

  private static final int PATIENCE_MS = 10_000;

  /**
   * @throws DinoException if Spark knows no such master
   */
  static SparkMaster of(String url) {
    boolean known =
        LOCAL.matcher(url).matches()
            || STANDALONE.matcher(url).matches()
            || url.equals("yarn")
            || url.startsWith("k8s://");
    if (!known) {
      throw new DinoException(
          "%s: is no master of Spark; name local[*], spark://HOST:7077, yarn or k8s://URL"
              .formatted(url));
    }
    return new SparkMaster(url);
  }

  /**
   * Starts Spark with this master.
   *
   * @param settings the user's, which go before ours
   * @throws DinoException if the master cannot be reached or does not take us
   */
  JavaSparkContext connect(Map<String, String> settings) {
    requireReachable();
    SparkConf conf = new SparkConf().setMaster(url).setAppName("dino4j");
    settings.forEach(conf::set);
    configure(conf);
    HadoopPaths.configure(hadoopSettings(conf));
    try {
      return new JavaSparkContext(conf);
    } catch (Exception e) { // Scala throws what it likes, declared or not
      throw refused(e);
    }
  }

  /** What a user sets for Hadoop begins with {@code spark.hadoop.}, as everywhere in Spark. */
  static Map<String, String> hadoopSettings(SparkConf conf) {
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> setting : conf.getAllWithPrefix("spark.hadoop.")) {
      settings.put(setting._1(), setting._2());
    }
    return settings;
  }

  /** Cores of a process by the settings that it has; empty where they do not say. */
  static OptionalInt cores(SparkConf conf) {
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    if (!local.matches()) {
      int cores = conf.getInt("spark.executor.cores", 0);
      return cores == 0 ? OptionalInt.empty() : OptionalInt.of(cores);
    }
    String number = local.group(1);
    if (number == null) {
      return OptionalInt.of(1);
    }
    return number.equals("*") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number));
  }

  /** Spark itself would try for a minute and then end the process. */
  private void requireReachable() {
    Matcher standalone = STANDALONE.matcher(url);
    if (!standalone.matches()) {
      return;
    }
    IOException last = null;
    for (String master : standalone.group(1).split(",", -1)) {
      Matcher address = ADDRESS.matcher(master);
      if (!address.matches()) {
        throw new DinoException(
            "%s: is no master of Spark; name it as spark://HOST:7077".formatted(url));
      }
      int port = Integer.parseInt(address.group(2));
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address.group(1), port), PATIENCE_MS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        last = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
      }
    }
    throw new DinoException(
        "%s cannot be reached: %s".formatted(url, last == null ? "" : IoReason.of(last)), last);
  }

  private DinoException refused(Exception e) {
    String reason =
        String.valueOf(e.getMessage()).lines().limit(2).collect(Collectors.joining(" "));
    if (reason.contains("Could not parse Master URL")) {
      return new DinoException(
          "%s: needs Spark's own installation: start with its spark-submit; see docs/spark.md"
              .formatted(url),
          e);
    }
    if (reason.contains("stopped SparkContext")) {
      return new DinoException(
          "%s: its master removed this application; the logs of master and workers say why"
              .formatted(url),
          e);
    }
    return new DinoException("%s: Spark does not start: %s".formatted(url, reason), e);
  }

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.ui.enabled", "false",
          // Results are arrays that the caller wants to have.
          "spark.driver.maxResultSize", "0",
          // Packets are large, and the stream would hold on to a hundred of them.
          "spark.serializer.objectStreamReset", "1");

  /** Nothing of a process that is alone needs the network. */
  private static final Map<String, String> LOCAL_DEFAULTS =
      Map.of("spark.driver.host", "localhost", "spark.driver.bindAddress", "localhost");

  /**
   * Workers start Java as this process was started, with the same jars: they lie at the same place
   * on all machines, unless the user says how they get there.
   */
  private static Map<String, String> workerDefaults() {
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(jar -> Path.of(jar).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    String flags =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> INHERITED.stream().anyMatch(flag::startsWith))
            .collect(Collectors.joining(" "));
    return Map.of("spark.executor.extraClassPath", jars, "spark.executor.extraJavaOptions", flags);
  }

  private void configure(SparkConf conf) {
    DEFAULTS.forEach(conf::setIfMissing);
    if (LOCAL.matcher(url).matches()) {
      LOCAL_DEFAULTS.forEach(conf::setIfMissing);
    } else {
      workerDefaults().forEach(conf::setIfMissing);
    }
  }
}
