package io.github.dino4j.data.feature;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The columns of a feature table; lists in the three levels that every reader knows. */
final class ParquetSchema {
  private ParquetSchema() {}

  static MessageType of(FeatureRow first) {
    List<Type> columns = new ArrayList<>();
    columns.add(Types.required(BINARY).as(stringType()).named("id"));
    columns.add(Types.required(BINARY).as(stringType()).named("path"));
    columns.add(Types.required(INT32).named("width"));
    columns.add(Types.required(INT32).named("height"));
    first
        .arrays()
        .forEach((name, array) -> {
          if (array.isGrid()) {
            columns.add(Types.required(INT32).named(rows(name)));
            columns.add(Types.required(INT32).named(columns(name)));
          }
          columns.add(Types.requiredList().element(FLOAT, REQUIRED).named(name));
        });
    return new MessageType("features", columns);
  }

  static String rows(String name) {
    return name + "_rows";
  }

  static String columns(String name) {
    return name + "_columns";
  }
}
