package io.github.dino4j.postgres;

import io.github.dino4j.search.remote.Patience;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Who connects, and how; never written anywhere.
 *
 * @param user null for the one of the system
 * @param password null for the one in {@code ~/.pgpass}, or none
 * @param sslMode as libpq has it; null for its default
 * @param rootCertificate file of certificates that are trusted; null for the default
 */
record Login(
    @Nullable String user,
    @Nullable String password,
    @Nullable String sslMode,
    @Nullable String rootCertificate) {
  static Login of(Map<String, String> environment) {
    return new Login(
        environment.get("PGUSER"),
        environment.get("PGPASSWORD"),
        environment.get("PGSSLMODE"),
        environment.get("PGSSLROOTCERT"));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user == null ? "the user of the system" : "user " + user;
  }

  /** What the driver connects with. */
  Properties properties(Patience patience) {
    Properties properties = new Properties();
    put(properties, "user", user == null ? System.getProperty("user.name") : user);
    put(properties, "password", password);
    put(properties, "sslmode", sslMode);
    put(properties, "sslrootcert", rootCertificate);
    String connect = String.valueOf(Math.max(1, patience.connect().toSeconds()));
    put(properties, "connectTimeout", connect);
    put(properties, "loginTimeout", connect);
    put(properties, "tcpKeepAlive", "true");
    put(properties, "ApplicationName", "dino4j");
    put(properties, "reWriteBatchedInserts", "true");
    put(properties, "prepareThreshold", "0"); // plans depend on the values of a filter
    put(properties, "options", "-c jit=off"); // it takes longer than most searches
    return properties;
  }

  private static void put(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }
}
