package io.github.dino4j.benchmarks;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills {@code index} outright at random moments of its runs, while photos are added, replaced and
 * deleted between them. Arguments: {@code PHOTOS WORK KILLS SEED COMMAND...}, the last the start of
 * dino4j. After each kill the index holds every vector that it held before and whose photo has not
 * changed since, bit for bit, and none but of photos that were or are there; at the end, after a
 * run that nobody kills, it equals one that was made at once.
 */
public final class IndexCommandKills {
  private static final int PHOTOS = 300;
  private static final int CHANGED = 20;
  private static final double SAME = 1e-4; // photos of a batch influence the last bits of others

  private final List<Path> pool;
  private final Path folder;
  private final Path work;
  private final Random random;
  private final List<String> command;

  /** What the index held when it was last looked at. */
  private Map<String, float[]> last = Map.of();

  /** Photos that are newer than their vectors, as far as vectors tell. */
  private final Set<String> changed = new HashSet<>();

  /** Ids that may be in it: of photos that are there, and of those that were when it last ran. */
  private final Set<String> possible = new HashSet<>();

  private long names;

  private IndexCommandKills(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
      pool = files.filter(IndexCommandKills::isPhoto).sorted().toList();
    }
    work = Path.of(arguments[1]);
    folder = Files.createDirectories(work.resolve("photos"));
    random = new Random(Long.parseLong(arguments[3]));
    command = List.of(arguments).subList(4, arguments.length);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    new IndexCommandKills(arguments).run(Integer.parseInt(arguments[2]));
  }

  private static boolean isPhoto(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jpg") || name.endsWith(".png");
  }

  private void run(int kills) throws IOException, InterruptedException {
    Path index = work.resolve("index");
    for (int i = 0; i < PHOTOS; i++) {
      add();
    }
    long length = TimeUnit.SECONDS.toMillis(60); // at first
    int killed = 0;
    int behind = 0;
    while (killed < kills) {
      long start = System.nanoTime();
      Process run = start(index);
      if (run.waitFor(random.nextLong(length), TimeUnit.MILLISECONDS)) {
        require(run.exitValue() == 0, "a run ended with " + run.exitValue());
        length = Math.max(100, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      } else {
        run.destroyForcibly().waitFor();
        killed++;
      }
      behind += look(index) ? 1 : 0;
      if (Files.exists(index)) {
        change();
      }
      System.out.printf(
          "\r%d kills, after %d of them the index was behind its photos", killed, behind);
    }
    require(start(index).waitFor() == 0, "the last run failed");
    Path whole = work.resolve("whole");
    require(start(whole).waitFor() == 0, "the unbroken run failed");
    requireSame(read(index), read(whole));
    System.out.printf(
        "%n%d kills of index: nothing lost, nothing half written, the same end%n", killed);
  }

  private Process start(Path index) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("index", folder.toString(), "-o", index.toString(), "--model", "demo"));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve("log").toFile()))
        .start();
  }

  /** Whether the index lacks changes of the photos. */
  private boolean look(Path index) throws IOException {
    if (!Files.isDirectory(index) || !IndexFolder.holdsIndex(index)) {
      require(last.isEmpty(), "the index is gone");
      return false;
    }
    Map<String, float[]> found = read(index);
    Set<String> now = new HashSet<>();
    for (Path photo : photos()) {
      now.add(photo.getFileName().toString());
    }
    last.forEach((id, vector) -> {
      boolean isSame = Arrays.equals(vector, found.get(id));
      require(isSame || changed.contains(id) || !now.contains(id), id + " was lost, or changed");
    });
    found.forEach((id, vector) -> {
      require(possible.contains(id), id + " never was a photo");
      if (!Arrays.equals(vector, last.get(id))) {
        changed.remove(id);
      }
    });
    possible.retainAll(found.keySet());
    possible.addAll(now);
    last = found;
    return !found.keySet().equals(now);
  }

  private static Map<String, float[]> read(Path index) {
    try (VectorIndex opened = IndexFolder.open(index, Access.READ, IndexFolder.describe(index))) {
      Map<String, float[]> vectors = new TreeMap<>();
      opened.forEach((IndexedVector each) -> vectors.put(each.id(), each.vector()));
      return vectors;
    }
  }

  private List<Path> photos() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private void change() throws IOException {
    for (int i = random.nextInt(CHANGED); i > 0; i--) {
      add();
    }
    List<Path> photos = photos();
    for (int i = random.nextInt(CHANGED); i > 0; i--) {
      put(photos.get(random.nextInt(photos.size())));
    }
    for (int i = random.nextInt(CHANGED); i > 0; i--) {
      Files.deleteIfExists(photos.get(random.nextInt(photos.size())));
    }
  }

  private void add() throws IOException {
    put(folder.resolve("%05d.jpg".formatted(names++)));
  }

  /** Makes or replaces a photo; each has a time of its own. */
  private void put(Path photo) throws IOException {
    Files.copy(pool.get(random.nextInt(pool.size())), photo, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(photo, FileTime.from(Instant.ofEpochSecond(random.nextInt(1 << 30))));
    String id = photo.getFileName().toString();
    changed.add(id);
    possible.add(id);
  }

  private static void requireSame(Map<String, float[]> found, Map<String, float[]> whole) {
    require(found.keySet().equals(whole.keySet()), "the index holds other photos than a whole run");
    found.forEach((id, vector) -> {
      float[] other = whole.getOrDefault(id, vector);
      double squares = 0;
      for (int d = 0; d < vector.length; d++) {
        squares += Math.pow(vector[d] - other[d], 2);
      }
      require(Math.sqrt(squares) < SAME, id + " has another vector than in a whole run");
    });
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }
}
