package io.github.dino4j.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class VisitedVectorsTest {
  @Property
  void areASet(
      @ForAll @Size(max = 500) List<@IntRange(max = 300) Integer> vectors,
      @ForAll @IntRange(max = 100) int expected) {
    VisitedVectors visited = new VisitedVectors(expected);
    Set<Integer> set = new HashSet<>();
    for (int vector : vectors) {
      assertThat(visited.add(vector)).isEqualTo(set.add(vector));
    }
  }
}
