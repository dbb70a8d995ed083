package io.github.dino4j.data.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;

import java.io.Serializable;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * A column of a table that is written.
 *
 * @param nullable whether a row may have no value; lists always have one
 */
public record TableColumn(String name, Kind kind, boolean nullable) implements Serializable {
  /** What the values of a column are, in Java. */
  public enum Kind {
    /** {@link String}. */
    TEXT(PrimitiveTypeName.BINARY),
    /** {@link Integer}. */
    INT(PrimitiveTypeName.INT32),
    /** {@link Long}. */
    LONG(PrimitiveTypeName.INT64),
    /** {@link Float}. */
    FLOAT(PrimitiveTypeName.FLOAT),
    /** {@link Double}. */
    DOUBLE(PrimitiveTypeName.DOUBLE),
    /** {@link Boolean}. */
    BOOLEAN(PrimitiveTypeName.BOOLEAN),
    /** {@code float[]}: a list in the three levels that every reader knows. */
    FLOATS(PrimitiveTypeName.FLOAT);

    private final PrimitiveTypeName primitive;

    Kind(PrimitiveTypeName primitive) {
      this.primitive = primitive;
    }
  }

  /** A column that has a value in each row. */
  public static TableColumn required(String name, Kind kind) {
    return new TableColumn(name, kind, false);
  }

  /** A column that may have none. */
  public static TableColumn nullable(String name, Kind kind) {
    return new TableColumn(name, kind, true);
  }

  Type type() {
    Repetition repetition = nullable ? Repetition.OPTIONAL : Repetition.REQUIRED;
    return switch (kind) {
      case TEXT -> Types.primitive(kind.primitive, repetition).as(stringType()).named(name);
      case FLOATS -> Types.requiredList().element(kind.primitive, Repetition.REQUIRED).named(name);
      default -> Types.primitive(kind.primitive, repetition).named(name);
    };
  }
}
