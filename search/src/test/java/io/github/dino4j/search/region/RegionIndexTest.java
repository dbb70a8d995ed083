package io.github.dino4j.search.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.folder.IndexFolder.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegionIndexTest {
  private static final int DIM = 24;

  /** Rounding to a byte: measured 0.004 at most for so few dimensions, which have larger steps. */
  private static final double QUANTIZED = 0.006;

  @TempDir Path folder;

  private static IndexedVector image(String id, long number) {
    return new IndexedVector(
        id, Vectors.clustered(1, DIM, 4, number), Map.of("number", number, "odd", number % 2 == 1));
  }

  private static String id(int number) {
    return String.format(Locale.ROOT, "photos/%03d.jpg", number);
  }

  private VectorIndex create(Kind kind) {
    return IndexFolder.create(folder, Vectors.described(DIM), kind);
  }

  private VectorIndex open(Access access) {
    return IndexFolder.open(folder, access, Vectors.described(DIM));
  }

  /** A small one is compared with all images, so it finds what an oracle in fp32 finds. */
  @ParameterizedTest
  @EnumSource(names = {"EXACT", "LUCENE"})
  void findsWhatComparingAllPatchesFinds(Kind kind) {
    Map<String, PatchVectors> grids = new TreeMap<>();
    try (VectorIndex images = create(kind);
        RegionIndex regions =
            RegionIndex.openOrCreate(folder, images, kind == Kind.EXACT ? 150 : -1)) {
      for (int i = 0; i < 150; i++) {
        PatchVectors grid = Grids.random(DIM, i);
        grids.put(id(i), grid);
        regions.add(image(id(i), i), grid);
      }
      assertThat(regions.search(RegionQuery.of(Grids.random(2, 2, DIM, 9)), nearest(3))).isEmpty();
      regions.commit();
    }
    try (VectorIndex images = open(Access.READ);
        RegionIndex regions = RegionIndex.open(folder, Access.READ, images)) {
      for (int number = 0; number < 20; number++) {
        PatchVectors grid = Grids.random(DIM, 1000 + number);
        float[] weights = new float[grid.size()];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = i % 3 == 1 ? 0 : 1 + i % 2;
        }
        RegionQuery query = new RegionQuery(grid, weights);
        List<RegionHit> all = regions.search(query, nearest(150));
        assertThat(all)
            .hasSize(150)
            .isSortedAccordingTo(Comparator.comparing(RegionHit::hit, Hit.ORDER));
        for (RegionHit found : all) {
          PatchVectors other = Objects.requireNonNull(grids.get(found.hit().id()));
          assertThat((double) found.hit().score())
              .isCloseTo(Grids.score(query, other), within(QUANTIZED));
          assertThat(found.rows()).isEqualTo(other.rows());
          assertThat(found.columns()).isEqualTo(other.columns());
          for (int patch = 0; patch < other.size(); patch++) {
            double best = -1;
            for (int i = 0; i < weights.length; i++) {
              best = Math.max(best, weights[i] == 0 ? -1 : Grids.cosine(grid, i, other, patch));
            }
            assertThat((double) found.map()[patch]).isCloseTo(best, within(QUANTIZED));
          }
        }
        List<RegionHit> few = regions.search(query, nearest(7));
        assertThat(few)
            .extracting(found -> found.hit().id())
            .isEqualTo(all.stream().limit(7).map(found -> found.hit().id()).toList());
      }
    }
  }

  private static SearchOptions nearest(int k) {
    return SearchOptions.nearest(k);
  }

  @Test
  void aPartOfAnImageFindsItAndWhere() {
    try (VectorIndex images = create(Kind.EXACT);
        RegionIndex regions = RegionIndex.openOrCreate(folder, images, 30)) {
      PatchVectors thing = new PatchVectors(2, 3, DIM, Vectors.clustered(6, DIM, 6, 77));
      for (int i = 0; i < 30; i++) {
        regions.add(image(id(i), i), i == 17 ? with(thing, 4, 1) : Grids.random(8, 8, DIM, i));
      }
      regions.commit();
      RegionHit first = regions.search(RegionQuery.of(thing), nearest(2)).getFirst();
      assertThat(first.hit().id()).isEqualTo(id(17));
      assertThat(first.hit().score()).isCloseTo(1, within((float) QUANTIZED));
      assertThat(first.box()).isEqualTo(new PatchBox(4, 1, 2, 3));
    }
  }

  /** A thing before a background that is unlike it. */
  private static PatchVectors with(PatchVectors thing, int top, int left) {
    float[] values = new float[8 * 8 * DIM];
    Arrays.fill(values, 1);
    for (int row = 0; row < thing.rows(); row++) {
      int from = row * thing.columns() * DIM;
      int to = ((top + row) * 8 + left) * DIM;
      System.arraycopy(thing.values(), from, values, to, thing.columns() * DIM);
    }
    return new PatchVectors(8, 8, DIM, values);
  }

  @Test
  void filtersHoldHoweverFewTheyLeave() {
    try (VectorIndex images = create(Kind.EXACT);
        RegionIndex regions = RegionIndex.openOrCreate(folder, images, 1000)) {
      for (int i = 0; i < 1000; i++) {
        regions.add(image(id(i), i), Grids.random(3, 3, DIM, i));
      }
      regions.commit();
      RegionQuery query = RegionQuery.of(Grids.random(2, 2, DIM, 5));
      SearchOptions odd = nearest(10).where(Filter.parse("odd = true"));
      assertThat(regions.search(query, odd))
          .hasSize(10)
          .allSatisfy(found -> assertThat(found.hit().metadata()).containsEntry("odd", true));
      SearchOptions one = nearest(10).where(Filter.parse("number = 321"));
      assertThat(regions.search(query, one))
          .singleElement()
          .satisfies(found -> assertThat(found.hit().id()).isEqualTo(id(321)));
      SearchOptions none = nearest(10).where(Filter.parse("number < 0"));
      assertThat(regions.search(query, none)).isEmpty();
    }
  }

  @Test
  void aReaderGoesOnWhileFilesAreCompactedAndRefreshes() throws IOException {
    RegionQuery query = RegionQuery.of(Grids.random(3, 3, DIM, 5));
    try (VectorIndex images = create(Kind.EXACT);
        RegionIndex regions = RegionIndex.openOrCreate(folder, images, 100, 4_000)) {
      for (int i = 0; i < 60; i++) {
        regions.add(image(id(i), i), Grids.random(DIM, i));
      }
      regions.commit();
      try (VectorIndex readImages = open(Access.READ);
          RegionIndex reader = RegionIndex.open(folder, Access.READ, readImages)) {
        List<String> before = ids(reader.search(query, nearest(60)));
        for (int round = 0; round < 20; round++) {
          for (int i = 0; i < 50; i++) {
            regions.add(image(id(i), i), Grids.random(DIM, 100 * round + i));
          }
          regions.compact();
        }
        regions.delete(List.of(id(0), id(59), "none"));
        regions.compact();
        assertThat(ids(reader.search(query, nearest(60)))).isEqualTo(before).hasSize(60);
        assertThat(reader.refresh()).isTrue();
        assertThat(ids(reader.search(query, nearest(60))))
            .isEqualTo(ids(regions.search(query, nearest(60))))
            .hasSize(58);
        assertThat(reader.refresh()).isFalse();
      }
      // 58 grids of at most 81 patches, twice that for the dead, and the file that grows.
      assertThat(bytes()).isLessThan(2 * 58 * PatchFiles.bytes(81, DIM) + 8_000);
    }
  }

  private static List<String> ids(List<RegionHit> found) {
    return found.stream().map(each -> each.hit().id()).toList();
  }

  private long bytes() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder.resolve("patches"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  @Test
  void wrongSizesAndMissingOrDamagedPatchesAreOneLine() throws IOException {
    RegionQuery query = RegionQuery.of(Grids.random(2, 2, DIM, 5));
    try (VectorIndex images = create(Kind.EXACT)) {
      assertThat(RegionIndex.liesIn(folder)).isFalse();
      assertThatThrownBy(() -> RegionIndex.open(folder, Access.READ, images))
          .isInstanceOf(DinoException.class)
          .hasMessage(
              folder
                  + " keeps no patches, so no region can be searched: run index with --patches"
                  + " first");
      try (RegionIndex regions = RegionIndex.openOrCreate(folder, images, 10)) {
        assertThatThrownBy(() -> regions.add(image("a", 1), Grids.random(2, 2, DIM + 1, 1)))
            .isInstanceOf(DinoException.class)
            .hasMessage("patches of a have 25 values, those of the index 24");
        RegionQuery wrong = RegionQuery.of(Grids.random(2, 2, 3, 5));
        assertThatThrownBy(() -> regions.search(wrong, nearest(1)))
            .isInstanceOf(DinoException.class)
            .hasMessage("patches of the region have 3 values, those of the index 24");
        regions.add(image("a", 1), Grids.random(4, 4, DIM, 1));
        regions.add(image("b", 2), Grids.random(4, 4, DIM, 2));
        regions.commit();
      }
    }
    Path file = folder.resolve("patches/000001.patches");
    byte[] whole = Files.readAllBytes(file);
    byte[] changed = whole.clone();
    changed[whole.length / 4]++;
    for (byte[] damaged : List.of(changed, Arrays.copyOf(whole, whole.length - 1))) {
      Files.write(file, damaged);
      try (VectorIndex images = open(Access.READ);
          RegionIndex regions = RegionIndex.open(folder, Access.READ, images)) {
        assertThatThrownBy(() -> regions.search(query, nearest(2)))
            .isInstanceOf(DinoException.class)
            .hasMessageContaining("000001.patches holds no whole patches at byte ")
            .hasMessageContaining("make the index anew");
      }
    }
  }

  @Test
  void weightsOfAQueryCountSomething() {
    PatchVectors grid = Grids.random(1, 2, DIM, 1);
    assertThatThrownBy(() -> new RegionQuery(grid, new float[] {0, 0}))
        .hasMessage("no patch of the region counts");
    assertThatThrownBy(() -> new RegionQuery(grid, new float[] {1}))
        .hasMessage("1 weights for 2 patches");
    assertThatThrownBy(() -> new RegionQuery(grid, new float[] {1, -1}))
        .hasMessage("a patch cannot count -1.0: weights are 0 or more");
  }
}
