package io.github.dino4j.opensearch;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and whom is trusted; never written anywhere.
 *
 * @param authorization the header; null for nobody in particular
 * @param authority the file of certificates that are trusted; null for those of Java
 */
record Credentials(@Nullable String authorization, @Nullable String authority) {
  static final String USER = "DINO4J_OPENSEARCH_USER";
  static final String PASSWORD = "DINO4J_OPENSEARCH_PASSWORD";
  private static final String AUTHORITY = "DINO4J_OPENSEARCH_CA";

  static Credentials of(Map<String, String> environment) {
    String user = environment.get(USER);
    String password = environment.get(PASSWORD);
    if ((user == null) != (password == null)) {
      throw new DinoException("set %s and %s, or neither".formatted(USER, PASSWORD));
    }
    String header =
        user == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return new Credentials(header, environment.get(AUTHORITY));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return authorization == null ? "nobody" : "a user";
  }

  /** What connections are encrypted with. */
  SSLContext encryption() {
    try {
      return authority == null ? SSLContext.getDefault() : trusting(authority);
    } catch (GeneralSecurityException e) {
      throw new DinoException(
          "%s: %s holds no certificates that Java can read: %s"
              .formatted(AUTHORITY, authority, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new DinoException("%s: %s: %s".formatted(AUTHORITY, authority, IoReason.of(e)), e);
    }
  }

  private static SSLContext trusting(String file) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(PathText.path(file))) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      int number = 0;
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("authority " + number++, certificate);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
