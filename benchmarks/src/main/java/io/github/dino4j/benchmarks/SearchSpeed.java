package io.github.dino4j.benchmarks;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.lucene.GraphOptions;
import io.github.dino4j.search.lucene.LuceneIndex;
import io.github.dino4j.search.lucene.SearchEffort;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/**
 * The index by a graph. Arguments: {@code DATA INDEX DIM}: a folder with {@code vectors.f32},
 * {@code queries.f32} and a number from 0 to 99 for each vector in {@code percent.u8}, and the
 * folder of the index. Lines of standard input, each answered with wall and CPU seconds:
 *
 * <ul>
 *   <li>{@code build} makes the index;
 *   <li>{@code search EF KEPT QUERIES} finds ten neighbours of the first queries among KEPT percent
 *       of the vectors, and writes their numbers to {@code found-dino4j.i32}, -1 where there is
 *       none. EF 0 leaves it to the index how.
 * </ul>
 */
public final class SearchSpeed {
  private static final int K = 10;
  private static final int ADDED_AT_ONCE = 1_000;

  private final Path data;
  private final Path folder;
  private final int dim;
  private final float[] queries;

  private SearchSpeed(Path data, Path folder, int dim) throws IOException {
    this.data = data;
    this.folder = folder;
    this.dim = dim;
    try (Arena arena = Arena.ofConfined()) {
      queries = map(data.resolve("queries.f32"), arena).toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  public static void main(String[] arguments) throws IOException {
    SearchSpeed speed =
        new SearchSpeed(
            Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    speed.answer(new Scanner(System.in));
  }

  private void answer(Scanner lines) throws IOException {
    LuceneIndex index = null;
    while (lines.hasNextLine()) {
      String[] words = lines.nextLine().split(" ");
      long start = System.nanoTime();
      long cpu = cpuNanos();
      List<List<Hit>> found = List.of();
      if (words[0].equals("build")) {
        build();
      } else {
        if (index == null) {
          index = LuceneIndex.open(folder, Access.READ, description());
        }
        found = search(index, words);
      }
      long end = System.nanoTime();
      long cpuEnd = cpuNanos();
      if (words[0].equals("search")) {
        write(found);
      }
      System.out.println((end - start) / 1e9 + " " + (cpuEnd - cpu) / 1e9);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  private IndexDescription description() {
    return new IndexDescription(dim, "none", "00000000", "none", "cls");
  }

  private static MemorySegment map(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  private void build() throws IOException {
    try (Arena arena = Arena.ofConfined();
        LuceneIndex index = LuceneIndex.create(folder, description(), GraphOptions.DEFAULT)) {
      MemorySegment vectors = map(data.resolve("vectors.f32"), arena);
      byte[] percent = Files.readAllBytes(data.resolve("percent.u8"));
      List<IndexedVector> some = new ArrayList<>();
      for (int i = 0; i < percent.length; i++) {
        float[] vector = new float[dim];
        MemorySegment.copy(
            vectors, ValueLayout.JAVA_FLOAT, (long) i * dim * Float.BYTES, vector, 0, dim);
        some.add(new IndexedVector(Integer.toString(i), vector, Map.of("percent", percent[i])));
        if (some.size() == ADDED_AT_ONCE) {
          index.add(some);
          some.clear();
        }
      }
      index.add(some);
      index.optimize();
    }
  }

  private List<List<Hit>> search(LuceneIndex index, String[] words) {
    int kept = Integer.parseInt(words[2]);
    int count = Integer.parseInt(words[3]);
    SearchOptions options = SearchOptions.nearest(K);
    if (kept < 100) {
      options = options.where(Filter.parse("percent < " + kept));
    }
    int ef = Integer.parseInt(words[1]);
    float[] batch = Arrays.copyOf(queries, count * dim);
    return ef == 0
        ? index.search(batch, options)
        : index.search(batch, options, new SearchEffort(ef, 1));
  }

  private void write(List<List<Hit>> found) throws IOException {
    ByteBuffer numbers =
        ByteBuffer.allocate(found.size() * K * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (List<Hit> hits : found) {
      for (int i = 0; i < K; i++) {
        numbers.putInt(i < hits.size() ? Integer.parseInt(hits.get(i).id()) : -1);
      }
    }
    Files.write(data.resolve("found-dino4j.i32"), numbers.array());
  }
}
