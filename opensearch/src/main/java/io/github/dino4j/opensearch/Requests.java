package io.github.dino4j.opensearch;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.Patience.TransientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5Options;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * Sends requests to a server, all of which may be sent twice, and reads answers in JSON. Any number
 * of threads may use it.
 */
final class Requests implements AutoCloseable {
  private static final int CONNECTIONS = 32;
  private static final byte[] EMPTY = {};

  private final OpenSearchUrl url;
  private final Patience patience;
  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient reading;
  private final OpenSearchGenericClient writing;

  Requests(OpenSearchUrl url, Credentials credentials, Patience patience) {
    if (credentials.authorization() != null && !url.isEncrypted() && !url.isLoopback()) {
      throw new DinoException(url.server() + " is not encrypted: a password goes to https: alone");
    }
    this.url = url;
    this.patience = patience;
    transport = transport(url, credentials, patience);
    reading = client(patience.read());
    writing = client(patience.write());
  }

  private static OpenSearchTransport transport(
      OpenSearchUrl url, Credentials credentials, Patience patience) {
    Header[] headers =
        credentials.authorization() == null
            ? new Header[0]
            : new Header[] {new BasicHeader("Authorization", credentials.authorization())};
    return ApacheHttpClient5TransportBuilder.builder(
            new HttpHost(url.scheme(), url.host(), url.port()))
        .setMapper(new JacksonJsonpMapper())
        .setDefaultHeaders(headers)
        .setHttpClientConfigCallback(client ->
            client
                .disableAutomaticRetries()
                .setConnectionManager(
                    PoolingAsyncClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .setTlsStrategy(
                            ClientTlsStrategyBuilder.create()
                                .setSslContext(credentials.encryption())
                                .buildAsync())
                        .setDefaultConnectionConfig(
                            ConnectionConfig.custom()
                                .setConnectTimeout(timeout(patience.connect()))
                                .build())
                        .build()))
        .build();
  }

  private OpenSearchGenericClient client(Duration answer) {
    RequestConfig config =
        RequestConfig.custom()
            .setResponseTimeout(timeout(answer))
            .setConnectionRequestTimeout(timeout(answer))
            .build();
    return new OpenSearchGenericClient(transport)
        .withTransportOptions(
            ApacheHttpClient5Options.DEFAULT.toBuilder().setRequestConfig(config).build());
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.of(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   */
  record Answer(int status, Map<String, Object> json) {
    boolean isFine() {
      return status < 300;
    }

    boolean isMissing() {
      return status == 404;
    }

    boolean isConflict() {
      return status == 409;
    }
  }

  /** Asks for something. */
  Answer read(String method, String path, @Nullable Map<String, Object> body) {
    return retried(reading, method, path, json(body));
  }

  /** Asks for something, and refuses all but what it asks for. */
  Map<String, Object> get(String method, String path, @Nullable Map<String, Object> body) {
    return requireFine(read(method, path, body));
  }

  /** Changes something. */
  Answer write(String method, String path, @Nullable Map<String, Object> body) {
    return retried(writing, method, path, json(body));
  }

  /** Asks for several things at once, line by line. */
  Map<String, Object> readAll(String path, List<Map<String, Object>> lines) {
    return requireFine(retried(reading, "POST", path, lines(lines)));
  }

  /**
   * Changes several documents. What is overloaded for some of them is sent again with all.
   *
   * @throws DinoException if one could not be changed
   */
  void writeAll(String path, List<Map<String, Object>> lines) {
    Body body = lines(lines);
    patience.retry(() -> {
      Map<String, Object> answer = requireFine(send(writing, "POST", path, body));
      if (Boolean.TRUE.equals(answer.get("errors"))) {
        requireAll(answer);
      }
      return answer;
    });
  }

  private void requireAll(Map<String, Object> answer) throws TransientException {
    for (Object item : VectorDocument.list(answer, "items")) {
      for (Object each : item instanceof Map<?, ?> map ? map.values() : List.of()) {
        Map<?, ?> result = each instanceof Map<?, ?> map ? map : Map.of();
        if (result.get("error") instanceof Map<?, ?> error) {
          String message = message(reason(error));
          int status = (int) VectorDocument.number(result, "status");
          if (isOverloaded(status)) {
            throw new TransientException(message);
          }
          throw new DinoException(message);
        }
      }
    }
  }

  private static @Nullable Body json(@Nullable Map<String, Object> body) {
    return body == null ? null : body(Json.compact(body), "application/json");
  }

  private static Body lines(List<Map<String, Object>> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(Json.compact(line)).append('\n'));
    return body(text.toString(), "application/x-ndjson");
  }

  private static Body body(String text, String type) {
    return Body.from(text.getBytes(StandardCharsets.UTF_8), type);
  }

  private Answer retried(
      OpenSearchGenericClient client, String method, String path, @Nullable Body body) {
    return patience.retry(() -> send(client, method, path, body));
  }

  private Answer send(
      OpenSearchGenericClient client, String method, String path, @Nullable Body body)
      throws TransientException {
    String[] parts = path.split("\\?", 2);
    Map<String, String> query = new TreeMap<>();
    for (String option : parts.length == 1 ? new String[0] : parts[1].split("&", -1)) {
      query.put(
          option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
    }
    try (Response response =
        client.execute(
            org.opensearch.client.opensearch.generic.Requests.create(
                method, parts[0], List.of(), query, body))) {
      return allowed(response.getStatus(), response.getBody().map(Body::bodyAsBytes).orElse(EMPTY));
    } catch (IOException e) {
      ResponseException refused = refusal(e);
      if (refused == null) {
        throw failed(e);
      }
      return allowed(refused.status(), body(refused));
    }
  }

  /** What the client may throw in place of an answer other than 2xx; null if there was none. */
  private static @Nullable ResponseException refusal(IOException e) {
    Throwable cause = e;
    while (cause != null && !(cause instanceof ResponseException)) {
      cause = cause.getCause();
    }
    return (ResponseException) cause;
  }

  /** It hands the body on in the message alone, below the first line. */
  private static byte[] body(ResponseException refused) {
    String message = String.valueOf(refused.getMessage());
    int line = message.indexOf('\n');
    return line < 0 ? EMPTY : message.substring(line + 1).getBytes(StandardCharsets.UTF_8);
  }

  private Answer allowed(int status, byte[] body) throws TransientException {
    if (status == 401) {
      throw new DinoException(
          "%s refuses the user or the password: they come from %s and %s"
              .formatted(url.server(), Credentials.USER, Credentials.PASSWORD));
    }
    if (isOverloaded(status)) {
      throw new TransientException(
          "%s is overloaded or starts: it answers %d".formatted(url.server(), status));
    }
    Answer answer = new Answer(status, answered(body));
    if (status == 403) {
      throw new DinoException(message("the user may not do this: " + reason(answer.json())));
    }
    return answer;
  }

  private Map<String, Object> answered(byte[] bytes) {
    if (bytes.length == 0) {
      return Map.of();
    }
    try {
      return Json.object(bytes);
    } catch (DinoException e) {
      throw new DinoException(url.server() + " is no OpenSearch: its answer is no JSON", e);
    }
  }

  private static boolean isOverloaded(int status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /** The answer, if it is what was asked for. */
  Map<String, Object> requireFine(Answer answer) {
    if (!answer.isFine()) {
      throw new DinoException(message(reason(answer.json())));
    }
    return answer.json();
  }

  private String message(String what) {
    return url.name() + ": " + what;
  }

  private static String reason(Map<?, ?> json) {
    Object error = json.get("error");
    Map<?, ?> inner = error instanceof Map<?, ?> map ? map : json;
    String said = VectorDocument.text(inner, "reason");
    if (said.isEmpty()) {
      said = error instanceof String text ? text : VectorDocument.text(inner, "type");
    }
    if (inner.get("caused_by") instanceof Map<?, ?> cause) {
      said += ": " + VectorDocument.text(cause, "reason");
    }
    return said.isEmpty() ? "it gives no reason" : Quoted.of(said);
  }

  private Exception cause(IOException e) {
    Throwable cause = e;
    while (cause.getCause() != null
        && !(cause instanceof SSLException)
        && !(cause instanceof ConnectException)
        && !(cause instanceof SocketTimeoutException)) {
      cause = cause.getCause();
    }
    return cause instanceof Exception known ? known : e;
  }

  private TransientException failed(IOException e) {
    Exception cause = cause(e);
    String server = url.server();
    return switch (cause) {
      case UnknownHostException _ -> throw new DinoException(server + ": no such host", e);
      case SSLException ssl ->
          throw new DinoException(
              "%s: no encrypted connection: %s".formatted(server, IoReason.of(ssl)), e);
      case SocketTimeoutException _, TimeoutException _ ->
          new TransientException(server + " does not answer in time", e);
      case ConnectException _ ->
          new TransientException(server + " takes no connection: is it running?", e);
      case IOException io ->
          new TransientException(
              "%s broke off the connection: %s".formatted(server, IoReason.of(io)), e);
      default -> new TransientException(server + " cannot be reached: " + cause.getMessage(), e);
    };
  }

  @Override
  public void close() {
    try {
      transport.close();
    } catch (IOException e) {
      throw new DinoException(url.server() + ": " + IoReason.of(e), e);
    }
  }
}
