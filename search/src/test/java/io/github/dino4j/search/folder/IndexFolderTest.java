package io.github.dino4j.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.exact.ExactVectorIndex;
import io.github.dino4j.search.folder.IndexFolder.Kind;
import io.github.dino4j.search.lucene.GraphOptions;
import io.github.dino4j.search.lucene.LuceneIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexFolderTest {
  private static final IndexDescription DESCRIPTION = Vectors.described(4);

  @TempDir Path folder;

  @Test
  void fewVectorsAreComparedAndManyGetAGraph() {
    assertThat(Kind.of(0)).isEqualTo(Kind.EXACT);
    assertThat(Kind.of(50_000)).isEqualTo(Kind.EXACT);
    assertThat(Kind.of(50_001)).isEqualTo(Kind.LUCENE);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "LUCENE"})
  void whatLiesInTheFolderIsOpened(Kind kind) {
    Class<?> type = kind == Kind.EXACT ? ExactVectorIndex.class : LuceneIndex.class;
    assertThat(IndexFolder.holdsIndex(folder)).isFalse();
    try (VectorIndex index = IndexFolder.create(folder, DESCRIPTION, kind)) {
      assertThat(index).isInstanceOf(type);
    }
    assertThat(IndexFolder.kind(folder)).isEqualTo(kind);
    assertThat(IndexFolder.describe(folder)).isEqualTo(DESCRIPTION);
    try (VectorIndex index = IndexFolder.open(folder, Access.READ, DESCRIPTION)) {
      assertThat(index).isInstanceOf(type);
    }
    for (Kind second : List.of(Kind.EXACT, Kind.LUCENE)) {
      assertThatThrownBy(() -> IndexFolder.create(folder, DESCRIPTION, second))
          .isInstanceOf(DinoException.class)
          .hasMessage(folder + " holds an index already");
    }
  }

  @Test
  void aFolderWithoutAnIndexSaysSo() {
    assertThatThrownBy(() -> IndexFolder.open(folder, Access.WRITE, DESCRIPTION))
        .isInstanceOf(DinoException.class)
        .hasMessage(folder + " holds no index");
    assertThat(folder).isEmptyDirectory();
  }

  /** A graph that a killed process left half done is made from the start. */
  @Test
  void anExactIndexTurnsIntoAGraph() {
    List<IndexedVector> vectors = Vectors.named(Vectors.clustered(2500, 4, 10, 2), 4);
    try (VectorIndex exact = IndexFolder.create(folder, DESCRIPTION, Kind.EXACT)) {
      exact.add(vectors);
      exact.commit();
    }
    VectorIndex reader = IndexFolder.open(folder, Access.READ, DESCRIPTION);
    try (LuceneIndex left = LuceneIndex.createAnew(folder, DESCRIPTION, GraphOptions.DEFAULT)) {
      left.add(List.of(new IndexedVector("half", new float[] {1, 0, 0, 0})));
      left.commit();
    }
    assertThat(IndexFolder.kind(folder)).isEqualTo(Kind.EXACT);

    try (VectorIndex graph = IndexFolder.turnIntoGraph(folder)) {
      assertThat(IndexFolder.kind(folder)).isEqualTo(Kind.LUCENE);
      assertThat(graph.size()).isEqualTo(2500);
      assertThat(graph.find("half")).isEmpty();
      assertThat(graph.find("001234").orElseThrow().vector())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(UnitVectors.of(vectors.get(1234).vector(), 4));
    }

    assertThat(IndexFolder.describe(folder)).isEqualTo(DESCRIPTION);
    assertThat(reader.size()).isEqualTo(2500);
    assertThatThrownBy(reader::refresh)
        .isInstanceOf(DinoException.class)
        .hasMessage(folder + " holds no exact index any more: open it again");
    reader.close();
  }

  @Test
  void anIndexThatIsWrittenDoesNotTurnIntoAGraph() {
    try (VectorIndex exact = IndexFolder.create(folder, DESCRIPTION, Kind.EXACT)) {
      assertThatThrownBy(() -> IndexFolder.turnIntoGraph(folder))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining(" is being written by ");
      assertThat(exact.size()).isZero();
    }
    assertThat(IndexFolder.kind(folder)).isEqualTo(Kind.EXACT);
  }

  @Test
  void aServerOfNoKnownKindIsRefusedAndLeavesNothing() {
    assertThatThrownBy(() -> IndexFolder.link(folder, "mysql://host/photos"))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("mysql://host/photos names no kind of server");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLinkThatIsDamagedSaysSo() throws IOException {
    Path link = folder.resolve("index.json");
    for (String damaged : List.of("", "{\"index\": ", "[]", "{}", "{\"index\": 7}")) {
      Files.writeString(link, damaged);
      assertThatThrownBy(() -> IndexFolder.describe(folder))
          .as(damaged)
          .isInstanceOf(DinoException.class)
          .hasMessageStartingWith(link.toString())
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
  }
}
