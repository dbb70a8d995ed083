package io.github.dino4j.postgres;

import io.github.dino4j.base.Json;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.remote.KeyText;
import io.github.dino4j.search.remote.RemoteStore;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the versions of vectors that are seen in a generation. By the graph where there is one and
 * it helps: few vectors, and the few that fulfil a filter, are all compared. Threads share it.
 */
final class VersionReader {
  private static final int LEAST_CANDIDATES = 150;
  private static final int MOST_CANDIDATES = 1_000;
  private static final int ROWS_AT_ONCE = 500;

  private final Tables tables;
  private final Connections connections;

  VersionReader(Tables tables, Connections connections) {
    this.tables = tables;
    this.connections = connections;
  }

  long count(long generation) {
    return connections.read(connection -> {
      try (PreparedStatement count =
          connection.prepareStatement(
              tables.sql("SELECT count(*) FROM VECTORS WHERE " + Tables.SEEN))) {
        count.setLong(1, generation);
        count.setLong(2, generation);
        try (ResultSet row = count.executeQuery()) {
          return row.next() ? row.getLong(1) : 0L;
        }
      }
    });
  }

  List<List<Hit>> search(RemoteStore.Query query) {
    return connections.read(connection -> {
      Filter filter = query.filter();
      Condition condition =
          filter == null ? new Condition("true", List.of()) : Condition.of(filter);
      boolean byGraph =
          tables.hasGraph(connection)
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

  private boolean isMany(Connection connection, RemoteStore.Query query, Condition condition)
      throws SQLException {
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM VECTORS WHERE %s AND %s LIMIT %d) AS few"
            .formatted(Tables.SEEN, condition.sql(), Tables.FEW + 1);
    try (PreparedStatement count = connection.prepareStatement(tables.sql(sql))) {
      bind(count, 1, query, condition);
      try (ResultSet row = count.executeQuery()) {
        return row.next() && row.getLong(1) > Tables.FEW;
      }
    }
  }

  private static int bind(
      PreparedStatement statement, int from, RemoteStore.Query query, Condition condition)
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
      Connection connection, RemoteStore.Query query, Condition condition, float[] vector)
      throws SQLException {
    String nearest =
        """
        SELECT id, metadata, score FROM (
          SELECT id, metadata, -(vector <#> ?::vector) AS score FROM VECTORS WHERE %s AND %s
          ORDER BY vector <#> ?::vector LIMIT %d) AS candidates
        ORDER BY score DESC, id LIMIT %d\
        """
            .formatted(Tables.SEEN, condition.sql(), candidates(query.k()), query.k());
    try (PreparedStatement search = connection.prepareStatement(tables.sql(nearest))) {
      String written = VectorText.of(vector);
      search.setString(1, written);
      search.setString(bind(search, 2, query, condition), written);
      return hits(search);
    }
  }

  /** The order by a negated expression is none that a graph has. */
  private List<Hit> compareAll(
      Connection connection, RemoteStore.Query query, Condition condition, float[] vector)
      throws SQLException {
    String nearest =
        """
        SELECT id, metadata, -(vector <#> ?::vector) AS score FROM VECTORS WHERE %s AND %s
        ORDER BY score DESC, id LIMIT %d\
        """
            .formatted(Tables.SEEN, condition.sql(), query.k());
    try (PreparedStatement search = connection.prepareStatement(tables.sql(nearest))) {
      search.setString(1, VectorText.of(vector));
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
    return Collections.unmodifiableMap(
        Json.object(row.getString(column).getBytes(StandardCharsets.UTF_8)));
  }

  Optional<IndexedVector> find(String id, long generation) {
    return connections.read(connection -> {
      try (PreparedStatement find =
          connection.prepareStatement(
              tables.sql(
                  "SELECT id, vector::text, metadata FROM VECTORS WHERE %s AND id = ?"
                      .formatted(Tables.SEEN)))) {
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
    return new IndexedVector(
        KeyText.text(row.getString(1)), VectorText.parse(row.getString(2)), metadata(row, 3));
  }

  void forEach(long generation, Consumer<List<IndexedVector>> action) {
    // Not tried again: some may have gone to the caller.
    try (Connection connection = connections.writing()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false); // so that rows come some at a time
      try (PreparedStatement all =
          connection.prepareStatement(
              tables.sql("SELECT id, vector::text, metadata FROM VECTORS WHERE " + Tables.SEEN))) {
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
      throw connections.refused(e);
    }
  }
}
