package io.github.dino4j.postgres;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.remote.Commit;
import io.github.dino4j.search.remote.KeyText;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.RemoteStore;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
 * <p>A graph is made when the index is optimised and large enough to gain by it. Few vectors, and
 * the few that fulfil a filter, are all compared.
 */
final class PostgresStore implements RemoteStore {
  /** Up to here a graph gains nothing. */
  static final int FEW = 10_000;

  /** An index that has grown to this gets its graph with the next commit. */
  private static final int MANY = 5 * FEW;

  /** The graph of pgvector takes no more. */
  private static final int MOST_VALUES_OF_GRAPH = 2_000;

  private static final int LEAST_CANDIDATES = 150;
  private static final int MOST_CANDIDATES = 1_000;
  private static final int ROWS_AT_ONCE = 500;
  private static final String SEEN = "born <= ? AND (died IS NULL OR died > ?)";

  private final PostgresUrl url;
  private final Connections connections;
  private @Nullable Connection writer;

  PostgresStore(PostgresUrl url, Login login, Patience patience) {
    this.url = url;
    connections = new Connections(url, login, patience);
  }

  @Override
  public String name() {
    return url.name();
  }

  /** A statement with the names of the tables in it. */
  private String sql(String text) {
    String table = url.table();
    return text.replace("VECTORS", '"' + table + '"')
        .replace("COMMITS", '"' + table + "_commit\"")
        .replace("PREFIX", table);
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
          IndexDescription.of(json(text(connection, "SELECT description FROM COMMITS"))));
    });
  }

  private boolean isTable(Connection connection, String table) throws SQLException {
    return text(connection, "SELECT to_regclass('%s')::text".formatted(table)) != null;
  }

  private @Nullable String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql(sql))) {
      return row.next() ? row.getString(1) : null;
    }
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
      if (!"UTF8".equals(text(connection, "SHOW server_encoding"))) {
        throw new DinoException(url.server() + " is no database of UTF-8: make one that is");
      }
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
        requireVersion(connection);
        statement.execute(
            sql("CREATE TABLE COMMITS (description json NOT NULL, commit json NOT NULL)"));
        statement.execute(
            sql(
                """
                CREATE TABLE VECTORS (id text COLLATE "C" NOT NULL, born bigint NOT NULL,
                died bigint, vector vector(%d) NOT NULL, metadata json NOT NULL,
                columns jsonb NOT NULL)\
                """
                    .formatted(description.dim())));
        // A hash takes ids of any length.
        statement.execute(sql("CREATE INDEX ON VECTORS USING hash (id)"));
        statement.execute(sql("CREATE INDEX ON VECTORS (died) WHERE died IS NOT NULL"));
        statement.execute(sql("CREATE INDEX ON VECTORS USING gin (columns jsonb_path_ops)"));
      }
      try (PreparedStatement insert =
          connection.prepareStatement(sql("INSERT INTO COMMITS VALUES (?::json, ?::json)"))) {
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
        text(connection, "SELECT extversion FROM pg_extension WHERE extname = 'vector'");
    if (version != null && version.matches("0\\.[0-7](\\..*)?")) {
      throw new DinoException(
          "%s has pgvector %s: 0.8 or newer is needed".formatted(url.server(), version));
    }
  }

  private DinoException refused(SQLException e) {
    Exception refused = connections.failed(e);
    return new DinoException(String.valueOf(refused.getMessage()), e);
  }

  @Override
  public Commit lastCommit() {
    return connections.read(
        connection -> Commit.of(json(text(connection, "SELECT commit FROM COMMITS"))));
  }

  // Changes.

  @Override
  public void lock() {
    Connection connection = connections.writing();
    try {
      String key = "hashtextextended('dino4j PREFIX', 0)";
      if (!"t".equals(text(connection, "SELECT pg_try_advisory_lock(" + key + ")"))) {
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
        text(
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
      try (PreparedStatement statement = writer().prepareStatement(sql(change))) {
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
                sql(
                    "INSERT INTO VECTORS (id, born, vector, metadata, columns)"
                        + " VALUES (?, ?, ?::vector, ?::json, ?::jsonb)"))) {
      for (String id : ids) {
        Optional<IndexedVector> added = changes.getOrDefault(id, Optional.empty());
        if (added.isPresent()) {
          insert.setString(1, KeyText.of(id));
          insert.setLong(2, generation);
          insert.setString(3, written(added.get().vector()));
          insert.setString(4, Json.compact(added.get().metadata()));
          insert.setString(5, Condition.columns(added.get().metadata()));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /** A vector as pgvector reads it. */
  private static String written(float[] vector) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(']').toString();
  }

  @Override
  public void publish(Commit next) {
    try (PreparedStatement update =
        writer().prepareStatement(sql("UPDATE COMMITS SET commit = ?::json"))) {
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
        writer().prepareStatement(sql("DELETE FROM VECTORS WHERE died <= ?"))) {
      delete.setLong(1, oldest);
      delete.execute();
      writer().commit();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void optimize() {
    if (count(lastCommit().generation()) >= FEW) {
      makeGraph();
    }
    try {
      writer().setAutoCommit(true);
      Connections.wait(writer(), Duration.ZERO); // it takes what it takes
      try (Statement statement = writer().createStatement()) {
        statement.execute(sql("VACUUM (ANALYZE) VECTORS"));
      }
      writer().setAutoCommit(false);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private void makeGraph() {
    try {
      if (hasGraph(writer()) || dim(writer()) > MOST_VALUES_OF_GRAPH) {
        writer().commit();
        return;
      }
      Connections.wait(writer(), Duration.ZERO);
      try (Statement statement = writer().createStatement()) {
        statement.execute("SET LOCAL maintenance_work_mem = '256MB'");
        // Of unit vectors the inner product is the cosine, and a vector of zeros has one, too.
        statement.execute(
            sql(
                "CREATE INDEX \"PREFIX_graph\" ON VECTORS USING hnsw (vector vector_ip_ops)"
                    + " WITH (m = 16, ef_construction = 100)"));
      }
      writer().commit();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private boolean hasGraph(Connection connection) throws SQLException {
    return text(connection, "SELECT to_regclass('\"PREFIX_graph\"')::text") != null;
  }

  private long dim(Connection connection) throws SQLException {
    String dim =
        text(
            connection,
            "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'VECTORS'::regclass"
                + " AND attname = 'vector'");
    return dim == null ? 0 : Long.parseLong(dim);
  }

  // Searches.

  @Override
  public long count(long generation) {
    return connections.read(connection -> {
      try (PreparedStatement count =
          connection.prepareStatement(sql("SELECT count(*) FROM VECTORS WHERE " + SEEN))) {
        count.setLong(1, generation);
        count.setLong(2, generation);
        try (ResultSet row = count.executeQuery()) {
          return row.next() ? row.getLong(1) : 0L;
        }
      }
    });
  }

  @Override
  public List<List<Hit>> search(Query query) {
    return connections.read(connection -> {
      Filter filter = query.filter();
      Condition condition =
          filter == null ? new Condition("true", List.of()) : Condition.of(filter);
      boolean byGraph =
          hasGraph(connection)
              && 2L * query.k() <= MOST_CANDIDATES
              && (filter == null || isMany(connection, query, condition));
      if (byGraph) {
        prepareGraph(connection, candidates(query.k()));
      }
      List<List<Hit>> found = new ArrayList<>();
      for (float[] vector : query.vectors()) {
        List<Hit> hits = byGraph ? searchGraph(connection, query, condition, vector) : List.of();
        found.add(
            hits.size() < query.k() ? compareAll(connection, query, condition, vector) : hits);
      }
      return found;
    });
  }

  private static int candidates(int k) {
    return Math.max(LEAST_CANDIDATES, 2 * k);
  }

  /** For this transaction. */
  private static void prepareGraph(Connection connection, int candidates) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL hnsw.ef_search = %d; SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL"
                  .formatted(candidates)
              + " hnsw.max_scan_tuples = 200000; SET LOCAL enable_seqscan = off");
    }
  }

  private boolean isMany(Connection connection, Query query, Condition condition)
      throws SQLException {
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM VECTORS WHERE %s AND %s LIMIT %d) AS few"
            .formatted(SEEN, condition.sql(), FEW + 1);
    try (PreparedStatement count = connection.prepareStatement(sql(sql))) {
      bind(count, 1, query, condition);
      try (ResultSet row = count.executeQuery()) {
        return row.next() && row.getLong(1) > FEW;
      }
    }
  }

  private static int bind(PreparedStatement statement, int from, Query query, Condition condition)
      throws SQLException {
    int at = from;
    statement.setLong(at++, query.generation());
    statement.setLong(at++, query.generation());
    for (String parameter : condition.parameters()) {
      statement.setString(at++, parameter);
    }
    return at;
  }

  private List<Hit> searchGraph(
      Connection connection, Query query, Condition condition, float[] vector) throws SQLException {
    String nearest =
        """
        SELECT id, metadata, score FROM (
          SELECT id, metadata, -(vector <#> ?::vector) AS score FROM VECTORS WHERE %s AND %s
          ORDER BY vector <#> ?::vector LIMIT %d) AS candidates
        ORDER BY score DESC, id LIMIT %d\
        """
            .formatted(SEEN, condition.sql(), candidates(query.k()), query.k());
    try (PreparedStatement search = connection.prepareStatement(sql(nearest))) {
      String written = written(vector);
      search.setString(1, written);
      search.setString(bind(search, 2, query, condition), written);
      return hits(search);
    }
  }

  /** The order by a negated expression is none that a graph has. */
  private List<Hit> compareAll(
      Connection connection, Query query, Condition condition, float[] vector) throws SQLException {
    String nearest =
        """
        SELECT id, metadata, -(vector <#> ?::vector) AS score FROM VECTORS WHERE %s AND %s
        ORDER BY score DESC, id LIMIT %d\
        """
            .formatted(SEEN, condition.sql(), query.k());
    try (PreparedStatement search = connection.prepareStatement(sql(nearest))) {
      search.setString(1, written(vector));
      bind(search, 2, query, condition);
      return hits(search);
    }
  }

  private List<Hit> hits(PreparedStatement search) throws SQLException {
    List<Hit> hits = new ArrayList<>();
    try (ResultSet row = search.executeQuery()) {
      while (row.next()) {
        hits.add(new Hit(KeyText.text(row.getString(1)), row.getFloat(3), metadata(row, 2)));
      }
    }
    return hits;
  }

  private Map<String, Object> metadata(ResultSet row, int column) throws SQLException {
    return Collections.unmodifiableMap(json(row.getString(column)));
  }

  @Override
  public Optional<IndexedVector> find(String id, long generation) {
    return connections.read(connection -> {
      try (PreparedStatement find =
          connection.prepareStatement(
              sql(
                  "SELECT id, vector::text, metadata FROM VECTORS WHERE %s AND id = ?"
                      .formatted(SEEN)))) {
        find.setLong(1, generation);
        find.setLong(2, generation);
        find.setString(3, KeyText.of(id));
        try (ResultSet row = find.executeQuery()) {
          return row.next() ? Optional.of(vector(row)) : Optional.empty();
        }
      }
    });
  }

  private IndexedVector vector(ResultSet row) throws SQLException {
    String[] written = row.getString(2).replaceAll("[\\[\\]]", "").split(",", -1);
    float[] vector = new float[written.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(written[i]);
    }
    return new IndexedVector(KeyText.text(row.getString(1)), vector, metadata(row, 3));
  }

  @Override
  public void forEach(long generation, Consumer<List<IndexedVector>> action) {
    // Not tried again: some may have gone to the caller.
    try (Connection connection = connections.writing()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false); // so that rows come some at a time
      try (PreparedStatement all =
          connection.prepareStatement(
              sql("SELECT id, vector::text, metadata FROM VECTORS WHERE " + SEEN))) {
        all.setFetchSize(ROWS_AT_ONCE);
        all.setLong(1, generation);
        all.setLong(2, generation);
        try (ResultSet row = all.executeQuery()) {
          List<IndexedVector> some = new ArrayList<>();
          while (row.next()) {
            some.add(vector(row));
            if (some.size() == ROWS_AT_ONCE) {
              action.accept(some);
              some.clear();
            }
          }
          action.accept(some);
        }
      }
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void close() {
    Connection writing = writer;
    if (writing != null) {
      try {
        writing.rollback();
        text(writing, "SELECT pg_advisory_unlock_all()"); // at once; else soon, by the server
      } catch (SQLException _) {
        // The connection is gone, and the lock with it.
      }
    }
    Connections.close(writing);
    connections.close();
  }
}
