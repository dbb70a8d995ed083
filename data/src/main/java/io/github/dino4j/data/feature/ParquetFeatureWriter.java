package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.parquet.ParquetTableWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Features as a table of {@link ParquetSchema}. */
final class ParquetFeatureWriter implements FeatureWriter {
  private final Path target;
  private final WholeFile whole;
  private final Map<String, String> provenance;
  private @Nullable Open open;

  /** What there is from the first row on. */
  private record Open(RowLayout layout, ParquetTableWriter table) {}

  ParquetFeatureWriter(Path target, Map<String, String> provenance) {
    this.target = target;
    this.whole = new WholeFile(target);
    this.provenance = Map.copyOf(provenance);
  }

  @Override
  public void write(FeatureRow row) {
    if (open == null) {
      open =
          new Open(
              new RowLayout(target, row),
              new ParquetTableWriter(whole, "features", ParquetSchema.of(row), provenance));
    }
    open.layout.check(row);
    open.table.write(ParquetSchema.values(row));
  }

  @Override
  public void commit() {
    if (open == null) {
      throw new DinoException("%s: there are no features to write".formatted(target));
    }
    open.table.commit();
  }

  @Override
  public void close() {
    if (open != null) {
      open.table.close();
      open = null;
    }
    whole.close();
  }
}
