package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.PathText;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.torch.pickle.PickleMachine;
import io.github.dino4j.torch.storage.Cursor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ground truth of the revisited Oxford or Paris: {@code gnd_roxford5k.pkl}, {@code
 * gnd_rparis6k.pkl}. Such a pickle is read as data, and nothing in it is ever run; where it holds
 * more than lists and numbers it must be made JSON first, in Python:
 *
 * <pre>{@code
 * import json, pickle
 * with open("gnd_roxford5k.pkl", "rb") as source, open("gnd_roxford5k.json", "w") as target:
 *     json.dump(pickle.load(source), target, default=lambda array: array.tolist())
 * }</pre>
 *
 * @param database names of the images, without their ending
 * @param queries in their order
 */
public record RevisitedTruth(List<String> database, List<Query> queries) {
  /**
   * One query.
   *
   * @param name of its picture, without ending
   * @param box left, top, right, bottom in pixels; null where the whole picture is meant
   * @param easy places in the database; those under {@code ok} where a file has two grades only
   * @param hard places in the database
   * @param junk places in the database
   */
  public record Query(String name, double @Nullable [] box, int[] easy, int[] hard, int[] junk) {
    /** The picture within its box, whose edges are rounded to pixels as Pillow rounds them. */
    public RgbImage cut(RgbImage picture) {
      if (box == null) {
        return picture;
      }
      int left = edge(box[0], picture.width() - 1);
      int top = edge(box[1], picture.height() - 1);
      int right = Math.max(left + 1, edge(box[2], picture.width()));
      int bottom = Math.max(top + 1, edge(box[3], picture.height()));
      return picture.crop(new Box(left, top, right - left, bottom - top));
    }

    private static int edge(double place, int most) {
      return (int) Math.clamp(Math.rint(place), 0, most);
    }
  }

  public RevisitedTruth {
    database = List.copyOf(database);
    queries = List.copyOf(queries);
  }

  /**
   * Reads the entries {@code imlist}, {@code qimlist} and {@code gnd} of a {@code .json} or {@code
   * .pkl} file.
   *
   * @throws DinoException if the file cannot be read or lacks an entry
   */
  public static RevisitedTruth read(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      boolean pickled = PathText.text(file).endsWith(".pkl");
      return of(pickled ? unpickled(content) : Json.object(content));
    } catch (IOException e) {
      throw new DinoException("%s cannot be read: %s".formatted(file, IoReason.of(e)), e);
    } catch (DinoException e) {
      throw new DinoException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Map<?, ?> unpickled(byte[] content) {
    if (PickleMachine.load(new Cursor(MemorySegment.ofArray(content))).value()
        instanceof Map<?, ?> entries) {
      return entries;
    }
    throw new DinoException("holds no dictionary, as a ground truth does");
  }

  private static RevisitedTruth of(Map<?, ?> entries) {
    List<String> database = list(entries, "imlist").stream().map(String::valueOf).toList();
    List<?> names = list(entries, "qimlist");
    List<?> truths = list(entries, "gnd");
    if (names.size() != truths.size()) {
      throw new DinoException(
          "%d names of queries and %d ground truths".formatted(names.size(), truths.size()));
    }
    return new RevisitedTruth(
        database,
        IntStream.range(0, names.size())
            .mapToObj(i -> query(String.valueOf(names.get(i)), truths.get(i), database.size()))
            .toList());
  }

  private static Query query(String name, @Nullable Object truth, int images) {
    if (!(truth instanceof Map<?, ?> entries)) {
      throw new DinoException("the ground truth of %s is no dictionary".formatted(name));
    }
    boolean graded = entries.containsKey("easy") || entries.containsKey("hard");
    double[] box = entries.containsKey("bbx") ? numbers(entries, "bbx") : null;
    if (box != null && box.length != 4) {
      throw new DinoException("the box of %s has %d numbers, not 4".formatted(name, box.length));
    }
    return new Query(
        name,
        box,
        places(entries, graded ? "easy" : "ok", images),
        graded ? places(entries, "hard", images) : new int[0],
        places(entries, "junk", images));
  }

  private static int[] places(Map<?, ?> entries, String key, int images) {
    double[] numbers = numbers(entries, key);
    int[] places = new int[numbers.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) numbers[i];
      if (places[i] < 0 || places[i] >= images) {
        throw new DinoException("%s names image %d of %d".formatted(key, places[i], images));
      }
    }
    return places;
  }

  private static double[] numbers(Map<?, ?> entries, String key) {
    return list(entries, key).stream()
        .mapToDouble(each -> {
          if (each instanceof Number number) {
            return number.doubleValue();
          }
          throw new DinoException(
              "%s holds something that is no number; a pickle with arrays must be made JSON first"
                  .formatted(key));
        })
        .toArray();
  }

  private static List<?> list(Map<?, ?> entries, String key) {
    if (entries.get(key) instanceof List<?> list) {
      return list;
    }
    throw new DinoException(
        "has no list %s; a pickle with arrays must be made JSON first".formatted(key));
  }
}
