package io.github.dino4j.model.catalogue;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy that {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy}
 * name.
 */
final class EnvironmentProxy extends ProxySelector {
  private static final int USUAL_PORT = 8080;

  private final Map<String, String> environment;

  EnvironmentProxy(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI uri) {
    return proxy(uri)
        .map(proxy -> {
          int port = proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort();
          return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port));
        })
        .map(List::of)
        .orElse(List.of(Proxy.NO_PROXY));
  }

  /** {@code name:password}, where the proxy's address has them. */
  Optional<String> credentials(URI uri) {
    return proxy(uri).map(URI::getUserInfo);
  }

  private Optional<URI> proxy(URI uri) {
    if (isDirect(uri.getHost().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return variable(uri.getScheme() + "_proxy")
        .or(() -> variable("all_proxy"))
        .map(EnvironmentProxy::parse);
  }

  private static URI parse(String value) {
    try {
      URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
      if (proxy.getHost() != null && proxy.getScheme().startsWith("http")) {
        return proxy;
      }
    } catch (IllegalArgumentException e) {
      throw new DinoException("the proxy in the environment is no address: " + value, e);
    }
    throw new DinoException("only HTTP proxies are supported, not " + value);
  }

  private Optional<String> variable(String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  private boolean isDirect(String host) {
    return variable("no_proxy").stream()
        .flatMap(list -> Stream.of(list.toLowerCase(Locale.ROOT).split(",")))
        .map(entry -> entry.strip().replaceFirst(":\\d+$", "").replaceFirst("^\\*?\\.", ""))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException reason) {
    // The request itself fails, and tells.
  }
}
