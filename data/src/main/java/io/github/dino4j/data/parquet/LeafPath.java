package io.github.dino4j.data.parquet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The way from the root of a schema to a column. A list adds two levels that users do not know: the
 * repeated group and its only field, or in older files the repeated group alone (Parquet's
 * LogicalTypes, nested types).
 */
record LeafPath(MessageType schema, ColumnDescriptor leaf) {
  /** The dotted name without the levels of lists. */
  String name() {
    String[] path = leaf.getPath();
    List<String> shown = new ArrayList<>(List.of(path[0]));
    for (int i = 1; i < path.length; i++) {
      Type type = type(i + 1);
      if (!type.isRepetition(Type.Repetition.REPEATED)) {
        shown.add(path[i]);
      } else if (!type.isPrimitive() && type.asGroupType().getFieldCount() == 1) {
        i++; // the element
      }
    }
    return String.join(".", shown);
  }

  /** The definition level from which on an element of the innermost list is there. */
  int elementLevel() {
    int level = 0;
    for (int length = 1; length <= leaf.getPath().length; length++) {
      if (type(length).isRepetition(Type.Repetition.REPEATED)) {
        level = schema.getMaxDefinitionLevel(Arrays.copyOf(leaf.getPath(), length));
      }
    }
    return level;
  }

  private Type type(int length) {
    return schema.getType(Arrays.copyOf(leaf.getPath(), length));
  }
}
