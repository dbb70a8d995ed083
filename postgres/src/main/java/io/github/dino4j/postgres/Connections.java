package io.github.dino4j.postgres;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.Patience.TransientException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** Connections to a database, and what their errors mean. Any number of threads may use it. */
final class Connections implements AutoCloseable {
  private static final int MOST = 8;

  private final PostgresUrl url;
  private final Login login;
  private final Patience patience;
  private final Semaphore free = new Semaphore(MOST);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  Connections(PostgresUrl url, Login login, Patience patience) {
    this.url = url;
    this.login = login;
    this.patience = patience;
  }

  /** What is done with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Reads in one transaction that sees one state; tried again where that may help. */
  <T> T read(Work<T> work) {
    return patience.retry(() -> {
      free.acquireUninterruptibly();
      try {
        return readOnce(work);
      } finally {
        free.release();
      }
    });
  }

  private <T> T readOnce(Work<T> work) throws TransientException {
    Connection connection = idle.poll();
    try {
      if (connection == null) {
        connection = open();
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        wait(connection, patience.read());
      }
      T result = work.with(connection);
      connection.commit();
      idle.push(connection);
      return result;
    } catch (SQLException e) {
      close(connection);
      drain(); // of a server that was started anew they are all dead
      throw failed(e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  /** A connection of its own, which the caller closes. */
  Connection writing() {
    return patience.retry(() -> {
      Connection connection = null;
      try {
        connection = open();
        wait(connection, patience.write());
        return connection;
      } catch (SQLException e) {
        close(connection);
        throw failed(e);
      }
    });
  }

  private Connection open() throws SQLException {
    Properties properties = login.properties(patience);
    String jdbc = "jdbc:postgresql://%s:%d/%s".formatted(url.host(), url.port(), url.database());
    Connection connection = new Driver().connect(jdbc, properties);
    if (connection == null) {
      throw new SQLException("no URL of the driver: " + jdbc);
    }
    return connection;
  }

  /** Gives a connection up that does not answer in time; zero waits for ever. */
  static void wait(Connection connection, Duration time) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(time.toMillis()));
  }

  /**
   * Says what an error means.
   *
   * @return to be thrown, where a later attempt may go well
   * @throws DinoException where none will
   */
  TransientException failed(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String server = url.server();
    if (causedBy(e, UnknownHostException.class)) {
      throw new DinoException(server + ": no such host", e);
    }
    if (causedBy(e, SocketTimeoutException.class) || line(e).endsWith("attempt timed out.")) {
      return new TransientException(server + " does not answer in time", e);
    }
    if (causedBy(e, ConnectException.class)) {
      return new TransientException(server + " takes no connection: is it running?", e);
    }
    if (state.startsWith("28")) {
      throw new DinoException(
          "%s refuses %s: PGUSER and PGPASSWORD say who asks".formatted(server, login), e);
    }
    if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
      return new TransientException("%s: %s".formatted(server, line(e)), e);
    }
    throw new DinoException("%s: %s".formatted(url.name(), line(e)), e);
  }

  /** The same where it is not tried again. */
  DinoException refused(SQLException e) {
    Exception refused = failed(e);
    return new DinoException(String.valueOf(refused.getMessage()), e);
  }

  private static boolean causedBy(Throwable e, Class<? extends Throwable> type) {
    Throwable cause = e;
    while (cause != null && !type.isInstance(cause)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  /** What the server says, without where in the statement it says it. */
  private static String line(SQLException e) {
    String said = String.valueOf(e.getMessage());
    return said.lines().findFirst().orElse("").strip();
  }

  static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException _) {
      // It is gone either way.
    }
  }

  private void drain() {
    for (Connection each = idle.poll(); each != null; each = idle.poll()) {
      close(each);
    }
  }

  @Override
  public void close() {
    drain();
  }
}
