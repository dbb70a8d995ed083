package io.github.dino4j.model.catalogue;

import io.github.dino4j.DinoException;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * How to reach the released models.
 *
 * @param base address above the models' folders, ending with a slash
 * @param proxy which way to go
 * @param attempts how often in a row a connection may fail without bringing anything
 * @param firstPause before the second attempt; it doubles from one to the next
 * @param patience how long a silent connection is kept
 */
public record DownloadSettings(
    URI base, ProxySelector proxy, int attempts, Duration firstPause, Duration patience) {
  /** Names a mirror. */
  public static final String MIRROR = "DINO4J_MODELS_URL";

  private static final String OFFICIAL = "https://dl.fbaipublicfiles.com/dinov2/";

  /** Meta's server or the mirror of the environment, through the proxy of the environment. */
  public static DownloadSettings ofEnvironment() {
    return of(System.getenv());
  }

  static DownloadSettings of(Map<String, String> environment) {
    String base = environment.getOrDefault(MIRROR, OFFICIAL);
    return new DownloadSettings(
        base(base),
        new EnvironmentProxy(environment),
        5,
        Duration.ofSeconds(1),
        Duration.ofSeconds(60));
  }

  private static URI base(String address) {
    try {
      URI base = URI.create(address.endsWith("/") ? address : address + "/");
      if (base.getHost() != null && String.valueOf(base.getScheme()).startsWith("http")) {
        return base;
      }
    } catch (IllegalArgumentException e) {
      throw new DinoException("%s is no address: %s".formatted(MIRROR, address), e);
    }
    throw new DinoException("%s is no http address: %s".formatted(MIRROR, address));
  }
}
