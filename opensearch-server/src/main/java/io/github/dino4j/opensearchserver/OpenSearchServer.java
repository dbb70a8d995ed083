package io.github.dino4j.opensearchserver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/**
 * A real OpenSearch with the k-NN plugin, for tests: one node on the loopback, in a process of its
 * own because its Lucene is another one than ours. It prints the port that it serves and ends when
 * its standard input does, which is the moment that whoever started it is gone, however that ended.
 */
public final class OpenSearchServer {
  private static final String KNN = "org.opensearch.knn.plugin.KNNPlugin";

  private OpenSearchServer() {}

  /**
   * Runs the server.
   *
   * @param arguments the folder of its data, and the port that it serves; 0 for a free one
   */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    Node node = new ServerNode(environment(home, arguments[1])).start();
    HttpServerTransport http = node.injector().getInstance(HttpServerTransport.class);
    System.out.println("port " + http.boundAddress().publishAddress().getPort());
    System.out.flush();
    awaitEnd();
    Runtime.getRuntime().halt(0); // as if the power were cut
  }

  private static Environment environment(Path home, String port) {
    Settings settings =
        Settings.builder()
            .put("path.home", home.toString())
            .put("cluster.name", "dino4j-tests")
            .put("node.name", "test")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", port)
            .put("transport.port", "0")
            .put("transport.type", Netty4ModulePlugin.NETTY_TRANSPORT_NAME)
            .put("http.type", Netty4ModulePlugin.NETTY_HTTP_TRANSPORT_NAME)
            .put("node.processors", 2)
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    return InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "test");
  }

  private static void awaitEnd() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is said to it.
    }
  }

  /** A node with plugins from the class path. */
  private static final class ServerNode extends Node {
    ServerNode(Environment environment) {
      super(environment, List.of(plugin(Netty4ModulePlugin.class.getName()), plugin(KNN)), false);
    }

    private static PluginInfo plugin(String type) {
      return new PluginInfo(
          type,
          "for tests",
          "of this class path",
          Version.CURRENT,
          "25",
          type,
          null,
          List.of(),
          false);
    }
  }
}
