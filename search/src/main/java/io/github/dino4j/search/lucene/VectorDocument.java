package io.github.dino4j.search.lucene;

import io.github.dino4j.base.Json;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.UnitVectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/**
 * A vector as a document. What results show lies in doc values, which are found in memory by number
 * and need not be decompressed; what filters compare lies in fields of the kind and the column.
 */
final class VectorDocument {
  static final String ID = "id";
  static final String VECTOR = "vector";
  private static final String METADATA = "metadata";

  private VectorDocument() {}

  static Term term(String id) {
    return new Term(ID, id);
  }

  /** The field of a column's texts. */
  static String texts(String column) {
    return "text:" + column;
  }

  /** The field of a column's numbers. */
  static String numbers(String column) {
    return "number:" + column;
  }

  /** The field of a column's booleans. */
  static String booleans(String column) {
    return "boolean:" + column;
  }

  /** The field of a column's values that are like this one. */
  static String field(String column, Object value) {
    return switch (value) {
      case String _ -> texts(column);
      case Number _ -> numbers(column);
      default -> booleans(column);
    };
  }

  static Document of(IndexedVector added) {
    int dim = added.vector().length;
    Document document = new Document();
    document.add(new StringField(ID, added.id(), Field.Store.NO));
    document.add(new BinaryDocValuesField(ID, new BytesRef(added.id())));
    document.add(new BinaryDocValuesField(METADATA, new BytesRef(Json.compact(added.metadata()))));
    document.add(
        new KnnFloatVectorField(
            VECTOR, UnitVectors.of(added.vector(), dim), VectorSimilarityFunction.DOT_PRODUCT));
    added.metadata().forEach((column, value) -> document.add(indexed(column, value)));
    return document;
  }

  private static Field indexed(String column, Object value) {
    String field = field(column, value);
    return value instanceof Number number
        ? new DoublePoint(field, number.doubleValue() + 0.0) // no -0, which would not equal 0
        : new StringField(field, value.toString(), Field.Store.NO);
  }

  /** All vectors of a segment; every document has one. */
  static FloatVectorValues vectors(LeafReader segment) throws IOException {
    return Objects.requireNonNull(segment.getFloatVectorValues(VECTOR));
  }

  /** The vectors of a segment, whose documents all have one: they have the same numbers. */
  record Vectors(FloatVectorValues vectors) {
    static Vectors of(LeafReader segment) throws IOException {
      FloatVectorValues vectors = VectorDocument.vectors(segment);
      if (vectors.size() != segment.maxDoc()) {
        throw new IOException("a document has no vector");
      }
      return new Vectors(vectors);
    }

    /** The vector, valid until the next one is read. */
    float[] values(int document) throws IOException {
      return vectors.vectorValue(document);
    }

    /** Has the disk read the vectors of some documents all at once. */
    void prefetch(int[] documents) throws IOException {
      vectors.prefetch(documents, documents.length);
    }
  }

  /** Reads documents of a segment by rising number. */
  static final class Values {
    private final BinaryDocValues ids;
    private final BinaryDocValues metadata;

    Values(LeafReader segment) throws IOException {
      ids = segment.getBinaryDocValues(ID);
      metadata = segment.getBinaryDocValues(METADATA);
    }

    String id(int document) throws IOException {
      return at(ids, document).utf8ToString();
    }

    Map<String, Object> metadata(int document) throws IOException {
      BytesRef json = at(metadata, document);
      byte[] bytes = Arrays.copyOfRange(json.bytes, json.offset, json.offset + json.length);
      return Collections.unmodifiableMap(Json.object(bytes));
    }

    IndexedVector vector(int document, Vectors vectors) throws IOException {
      return new IndexedVector(id(document), vectors.values(document).clone(), metadata(document));
    }

    private static BytesRef at(BinaryDocValues values, int document) throws IOException {
      if (!values.advanceExact(document)) {
        throw new IOException("a vector has no name");
      }
      return values.binaryValue();
    }
  }
}
