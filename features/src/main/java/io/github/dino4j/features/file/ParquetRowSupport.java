package io.github.dino4j.features.file;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Feeds rows to parquet-java, field by field in the order of {@link ParquetSchema}. */
final class ParquetRowSupport extends WriteSupport<FeatureRow> {
  private final MessageType schema;
  private final Map<String, String> provenance;
  private @Nullable RecordConsumer consumer;
  private int field;

  ParquetRowSupport(MessageType schema, Map<String, String> provenance) {
    this.schema = schema;
    this.provenance = provenance;
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(schema, provenance);
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema, provenance);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public void write(FeatureRow row) {
    RecordConsumer to = consumer;
    if (to == null) {
      throw new IllegalStateException("no row is awaited yet");
    }
    ImageEntry image = row.image();
    to.startMessage();
    field = 0;
    text(to, image.id());
    text(to, image.path());
    number(to, image.width());
    number(to, image.height());
    for (FeatureArray array : row.arrays().values()) {
      if (array.isGrid()) {
        number(to, array.shape()[0]);
        number(to, array.shape()[1]);
      }
      list(to, array.values());
    }
    to.endMessage();
  }

  private void text(RecordConsumer to, String value) {
    begin(to);
    to.addBinary(Binary.fromString(value));
    end(to);
  }

  private void number(RecordConsumer to, int value) {
    begin(to);
    to.addInteger(value);
    end(to);
  }

  private void list(RecordConsumer to, float[] values) {
    begin(to);
    to.startGroup();
    if (values.length > 0) {
      to.startField("list", 0);
      for (float value : values) {
        to.startGroup();
        to.startField("element", 0);
        to.addFloat(value);
        to.endField("element", 0);
        to.endGroup();
      }
      to.endField("list", 0);
    }
    to.endGroup();
    end(to);
  }

  private void begin(RecordConsumer to) {
    to.startField(schema.getFieldName(field), field);
  }

  private void end(RecordConsumer to) {
    to.endField(schema.getFieldName(field), field);
    field++;
  }
}
