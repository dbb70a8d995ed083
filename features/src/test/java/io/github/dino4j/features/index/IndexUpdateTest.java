package io.github.dino4j.features.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexUpdateTest {
  private static final IndexDescription DESCRIPTION =
      new IndexDescription(2, "demo", "0123abcd", "resize 64", "cls");

  @TempDir Path folder;

  private void createExact(int vectors) {
    try (VectorIndex exact = IndexFolder.create(folder, DESCRIPTION, IndexFolder.Kind.EXACT)) {
      List<IndexedVector> all = new ArrayList<>();
      for (int i = 0; i < vectors; i++) {
        all.add(new IndexedVector("photo" + i, new float[] {1, i}));
      }
      exact.add(all);
      exact.commit();
    }
  }

  private IndexFolder.Kind afterUpdate(long expected) {
    try (IndexUpdate update = IndexUpdate.open(folder, DESCRIPTION, expected)) {
      update.put(new IndexedVector("another", new float[] {0, 1}), false);
      return update.finish(Set.of()).kind();
    }
  }

  private long size() {
    try (VectorIndex index = IndexFolder.open(folder, Access.READ, DESCRIPTION)) {
      return index.size();
    }
  }

  @Test
  void anExactIndexThatHasGrownTooLargeGetsAGraph() {
    createExact(50_000);
    assertThat(afterUpdate(1)).isEqualTo(IndexFolder.Kind.EXACT);
    assertThat(afterUpdate(1)).isEqualTo(IndexFolder.Kind.LUCENE);
    assertThat(size()).isEqualTo(50_001);
  }

  @Test
  void anExactIndexThatWillGrowTooLargeGetsAGraph() {
    createExact(10);
    assertThat(afterUpdate(-1)).isEqualTo(IndexFolder.Kind.EXACT);
    assertThat(afterUpdate(50_000)).isEqualTo(IndexFolder.Kind.EXACT);
    assertThat(afterUpdate(50_001)).isEqualTo(IndexFolder.Kind.LUCENE);
    assertThat(size()).isEqualTo(11);
  }
}
