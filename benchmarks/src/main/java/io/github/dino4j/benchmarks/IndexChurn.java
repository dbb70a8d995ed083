package io.github.dino4j.benchmarks;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Adds and deletes without end over a thousand ids: does an index grow? Arguments: {@code FOLDER
 * EXACT|LUCENE CHANGES CHANGES_A_COMMIT}. A reader of its own turns to each commit and searches it,
 * as in a service. Prints what there is after each twentieth of the changes.
 */
public final class IndexChurn {
  private static final int DIM = 64;
  private static final int IDS = 1_000;
  private static final int AT_ONCE = 100;
  private static final int REPORTS = 20;
  private static final IndexDescription DESCRIPTION =
      new IndexDescription(DIM, "none", "00000000", "none", "cls");

  private final SplittableRandom random = new SplittableRandom(7);
  private final Path folder;

  private IndexChurn(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    long changes = Long.parseLong(arguments[2]);
    int perCommit = Integer.parseInt(arguments[3]);
    IndexFolder.Kind kind = IndexFolder.Kind.valueOf(arguments[1]);
    new IndexChurn(Path.of(arguments[0])).run(kind, changes, perCommit);
  }

  private void run(IndexFolder.Kind kind, long changes, int perCommit) throws IOException {
    System.out.printf(
        "%s, %,d changes a commit%n%12s %8s %8s %10s %9s %9s %8s %8s%n",
        kind,
        perCommit,
        "changes",
        "vectors",
        "files",
        "disk KiB",
        "heap MiB",
        "RSS MiB",
        "open",
        "mapped");
    long reported = 0;
    try (VectorIndex writer = IndexFolder.create(folder, DESCRIPTION, kind);
        VectorIndex reader = IndexFolder.open(folder, Access.READ, DESCRIPTION)) {
      for (long done = 0; done < changes; ) {
        for (int i = 0; i < perCommit; i += AT_ONCE) {
          change(writer);
          done += AT_ONCE;
        }
        writer.commit();
        reader.refresh();
        reader.search(vector(), SearchOptions.nearest(10));
        if (done * REPORTS / changes > reported) {
          reported = done * REPORTS / changes;
          report(done, reader);
        }
      }
    }
  }

  /** More are added than deleted, so that most ids are there and most adds replace one. */
  private void change(VectorIndex index) {
    if (random.nextInt(3) == 0) {
      index.delete(random.ints(AT_ONCE, 0, IDS).mapToObj(Integer::toString).toList());
    } else {
      List<IndexedVector> added = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String id = Integer.toString(random.nextInt(IDS));
        added.add(new IndexedVector(id, vector(), Map.of("price", random.nextInt(100))));
      }
      index.add(added);
    }
  }

  private float[] vector() {
    float[] vector = new float[DIM];
    for (int d = 0; d < DIM; d++) {
      vector[d] = (float) random.nextDouble() - 0.5f;
    }
    return vector;
  }

  private void report(long done, VectorIndex reader) throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    try (Stream<Path> files = Files.list(folder);
        Stream<Path> open = Files.list(Path.of("/proc/self/fd"));
        Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      List<Path> all = files.toList();
      long bytes = 0;
      for (Path file : all) {
        bytes += Files.exists(file) ? Files.size(file) : 0;
      }
      System.out.printf(
          Locale.ROOT,
          "%,12d %8d %8d %,10d %9d %9d %8d %8d%n",
          done,
          reader.size(),
          all.size(),
          bytes >> 10,
          heap,
          resident(),
          open.count(),
          maps.filter(line -> line.contains(folder.toString())).count());
    }
  }

  private static long resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElseThrow();
    }
  }
}
