package io.github.dino4j.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The tables of an index: {@code VECTORS} holds versions of vectors, the only row of {@code
 * COMMITS} says what is committed.
 *
 * @param name of the index
 */
record Tables(String name) {
  /** Up to here a graph gains nothing. */
  static final int FEW = 10_000;

  /** The graph of pgvector takes no more. */
  private static final int MOST_VALUES_OF_GRAPH = 2_000;

  /** What a reader of a generation, which it gives twice, sees of {@code VECTORS}. */
  static final String SEEN = "born <= ? AND (died IS NULL OR died > ?)";

  /** A statement with the names of the tables in it. */
  String sql(String text) {
    return text.replace("VECTORS", '"' + name + '"')
        .replace("COMMITS", '"' + name + "_commit\"")
        .replace("PREFIX", name);
  }

  /** The first value of what a query gives; null if it gives none. */
  @Nullable String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql(query))) {
      return row.next() ? row.getString(1) : null;
    }
  }

  boolean hasGraph(Connection connection) throws SQLException {
    return text(connection, "SELECT to_regclass('\"PREFIX_graph\"')::text") != null;
  }

  /** Whether there could be a graph, and is none. */
  boolean lacksGraph(Connection connection) throws SQLException {
    return !hasGraph(connection) && dim(connection) <= MOST_VALUES_OF_GRAPH;
  }

  private long dim(Connection connection) throws SQLException {
    String dim =
        text(
            connection,
            "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'VECTORS'::regclass"
                + " AND attname = 'vector'");
    return dim == null ? 0 : Long.parseLong(dim);
  }

  /** Makes the graph, by which searches skip most vectors. */
  void makeGraph(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL maintenance_work_mem = '256MB'");
      // Of unit vectors the inner product is the cosine, and a vector of zeros has one, too.
      statement.execute(
          sql(
              "CREATE INDEX \"PREFIX_graph\" ON VECTORS USING hnsw (vector vector_ip_ops)"
                  + " WITH (m = 16, ef_construction = 100)"));
    }
  }
}
