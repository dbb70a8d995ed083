package io.github.dino4j.postgres;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.remote.Commit;
import io.github.dino4j.search.remote.KeyText;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.RemoteStore;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An index as two tables: one of versions of vectors, and one whose only row says what is
 * committed. A commit is a transaction, which begins with the first change; a lock of the session,
 * which ends with its connection, is the right to write.
 *
 * <p>A graph is made when the index is optimised and large enough to gain by it, at the latest when
 * it is large; {@link VersionReader} says when it is asked.
 */
final class PostgresStore implements RemoteStore {
  /** An index that has grown to this gets its graph with the next commit. */
  private static final int MANY = 5 * Tables.FEW;

  private static final int ROWS_AT_ONCE = 500;

  private final PostgresUrl url;
  private final Tables tables;
  private final Connections connections;
  private final VersionReader reader;
  private @Nullable Connection writer;

  PostgresStore(PostgresUrl url, Login login, Patience patience) {
    this.url = url;
    tables = new Tables(url.table());
    connections = new Connections(url, login, patience);
    reader = new VersionReader(tables, connections);
  }

  @Override
  public String name() {
    return url.name();
  }

  @Override
  public Optional<IndexDescription> description() {
    return connections.read(connection -> {
      boolean vectors = isTable(connection, "VECTORS");
      if (!isTable(connection, "COMMITS")) {
        if (vectors) {
          throw new DinoException(name() + " is a table of something else: name another one");
        }
        return Optional.empty();
      }
      return Optional.of(
          IndexDescription.of(json(tables.text(connection, "SELECT description FROM COMMITS"))));
    });
  }

  private boolean isTable(Connection connection, String table) throws SQLException {
    return tables.text(connection, "SELECT to_regclass('%s')::text".formatted(table)) != null;
  }

  private Map<String, Object> json(@Nullable String text) {
    if (text == null) {
      throw new DinoException(name() + " has no commit: its table of commits is empty");
    }
    return Json.object(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void create(IndexDescription description, Commit first) {
    try (Connection connection = connections.writing()) {
      if (!"UTF8".equals(tables.text(connection, "SHOW server_encoding"))) {
        throw new DinoException(url.server() + " is no database of UTF-8: make one that is");
      }
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
        requireVersion(connection);
        statement.execute(
            tables.sql("CREATE TABLE COMMITS (description json NOT NULL, commit json NOT NULL)"));
        statement.execute(
            tables.sql(
                """
                CREATE TABLE VECTORS (id text COLLATE "C" NOT NULL, born bigint NOT NULL,
                died bigint, vector vector(%d) NOT NULL, metadata json NOT NULL,
                columns jsonb NOT NULL)\
                """
                    .formatted(description.dim())));
        // A hash takes ids of any length.
        statement.execute(tables.sql("CREATE INDEX ON VECTORS USING hash (id)"));
        statement.execute(tables.sql("CREATE INDEX ON VECTORS (died) WHERE died IS NOT NULL"));
        statement.execute(tables.sql("CREATE INDEX ON VECTORS USING gin (columns jsonb_path_ops)"));
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              tables.sql("INSERT INTO COMMITS VALUES (?::json, ?::json)"))) {
        insert.setString(1, Json.compact(description.json()));
        insert.setString(2, Json.compact(first.json()));
        insert.execute();
      }
      connection.commit();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private void requireVersion(Connection connection) throws SQLException {
    String version =
        tables.text(connection, "SELECT extversion FROM pg_extension WHERE extname = 'vector'");
    if (version != null && version.matches("0\\.[0-7](\\..*)?")) {
      throw new DinoException(
          "%s has pgvector %s: 0.8 or newer is needed".formatted(url.server(), version));
    }
  }

  private DinoException refused(SQLException e) {
    return connections.refused(e);
  }

  @Override
  public Commit lastCommit() {
    return connections.read(
        connection -> Commit.of(json(tables.text(connection, "SELECT commit FROM COMMITS"))));
  }

  // Changes.

  @Override
  public void lock() {
    Connection connection = connections.writing();
    try {
      String key = "hashtextextended('dino4j PREFIX', 0)";
      if (!"t".equals(tables.text(connection, "SELECT pg_try_advisory_lock(" + key + ")"))) {
        throw new DinoException(
            "%s is being written by %s: wait until that has ended"
                .formatted(name(), other(connection, key)));
      }
      connection.setAutoCommit(false);
      writer = connection;
    } catch (SQLException e) {
      throw refused(e);
    } finally {
      if (writer == null) {
        Connections.close(connection);
      }
    }
  }

  private String other(Connection connection, String key) throws SQLException {
    String who =
        tables.text(
            connection,
            """
            SELECT application_name || coalesce(' from ' || host(client_addr), '')
            FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND granted
            AND ((classid::bigint << 32) | objid::bigint) = %s LIMIT 1\
            """
                .formatted(key));
    return who == null ? "another process" : who;
  }

  private Connection writer() {
    if (writer == null) {
      throw new IllegalStateException("the index was opened for reading");
    }
    return writer;
  }

  @Override
  public void stage(long generation, Map<String, Optional<IndexedVector>> changes) {
    List<String> ids = new ArrayList<>(changes.keySet());
    try {
      for (int i = 0; i < ids.size(); i += ROWS_AT_ONCE) {
        List<String> some = ids.subList(i, Math.min(i + ROWS_AT_ONCE, ids.size()));
        remove(some, generation);
        insert(some, generation, changes);
      }
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Drops what was staged for this commit, and marks the versions of the last one. */
  private void remove(List<String> ids, long generation) throws SQLException {
    for (String change :
        List.of(
            "DELETE FROM VECTORS WHERE born = ? AND id = ANY (?)",
            "UPDATE VECTORS SET died = ? WHERE died IS NULL AND id = ANY (?)")) {
      try (PreparedStatement statement = writer().prepareStatement(tables.sql(change))) {
        statement.setLong(1, generation);
        statement.setArray(
            2, writer().createArrayOf("text", ids.stream().map(KeyText::of).toArray()));
        statement.execute();
      }
    }
  }

  private void insert(
      List<String> ids, long generation, Map<String, Optional<IndexedVector>> changes)
      throws SQLException {
    try (PreparedStatement insert =
        writer()
            .prepareStatement(
                tables.sql(
                    "INSERT INTO VECTORS (id, born, vector, metadata, columns)"
                        + " VALUES (?, ?, ?::vector, ?::json, ?::jsonb)"))) {
      for (String id : ids) {
        Optional<IndexedVector> added = changes.getOrDefault(id, Optional.empty());
        if (added.isPresent()) {
          insert.setString(1, KeyText.of(id));
          insert.setLong(2, generation);
          insert.setString(3, VectorText.of(added.get().vector()));
          insert.setString(4, Json.compact(added.get().metadata()));
          insert.setString(5, Condition.columns(added.get().metadata()));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  @Override
  public void publish(Commit next) {
    try (PreparedStatement update =
        writer().prepareStatement(tables.sql("UPDATE COMMITS SET commit = ?::json"))) {
      update.setString(1, Json.compact(next.json()));
      update.execute();
      writer().commit();
    } catch (SQLException e) {
      DinoException refused = refused(e);
      if (!isPublished(next)) {
        throw refused;
      }
    }
    if (count(next.generation()) >= MANY) {
      makeGraph();
    }
  }

  /** The answer to a commit may be lost, and the commit made. */
  private boolean isPublished(Commit next) {
    try {
      return lastCommit().equals(next);
    } catch (DinoException _) {
      return false;
    }
  }

  @Override
  public void purge(long oldest) {
    try (PreparedStatement delete =
        writer().prepareStatement(tables.sql("DELETE FROM VECTORS WHERE died <= ?"))) {
      delete.setLong(1, oldest);
      delete.execute();
      writer().commit();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void optimize() {
    if (count(lastCommit().generation()) >= Tables.FEW) {
      makeGraph();
    }
    try {
      writer().setAutoCommit(true);
      Connections.wait(writer(), Duration.ZERO); // it takes what it takes
      try (Statement statement = writer().createStatement()) {
        statement.execute(tables.sql("VACUUM (ANALYZE) VECTORS"));
      }
      writer().setAutoCommit(false);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private void makeGraph() {
    try {
      if (tables.lacksGraph(writer())) {
        Connections.wait(writer(), Duration.ZERO);
        tables.makeGraph(writer());
      }
      writer().commit();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  // What is seen.

  @Override
  public long count(long generation) {
    return reader.count(generation);
  }

  @Override
  public List<List<Hit>> search(Query query) {
    return reader.search(query);
  }

  @Override
  public Optional<IndexedVector> find(String id, long generation) {
    return reader.find(id, generation);
  }

  @Override
  public void forEach(long generation, Consumer<List<IndexedVector>> action) {
    reader.forEach(generation, action);
  }

  @Override
  public void close() {
    Connection writing = writer;
    if (writing != null) {
      try {
        writing.rollback();
        tables.text(
            writing, "SELECT pg_advisory_unlock_all()"); // at once; else soon, by the server
      } catch (SQLException _) {
        // The connection is gone, and the lock with it.
      }
    }
    Connections.close(writing);
    connections.close();
  }
}
