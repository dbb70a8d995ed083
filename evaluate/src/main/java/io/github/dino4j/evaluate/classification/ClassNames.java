package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a set of images, numbered in the order of their names. An image's own label comes
 * before its folder: classes are what manifests and shards say, else the folders that the images
 * lie in, where there are at least two with more than one image.
 */
public final class ClassNames {
  private static final int MAX = Integer.MAX_VALUE;

  /** Where the names come from. */
  enum Origin {
    ANNOTATION("labels"),
    FOLDER("folders");

    private final String words;

    Origin(String words) {
      this.words = words;
    }

    private @Nullable String nameOf(ImageRecord image) {
      String label = image.annotation().label();
      return this == ANNOTATION || label != null ? label : folder(image.path());
    }
  }

  /** Names that are numbers by their size, as ImageNet V2 has them, before all others. */
  private static final Comparator<String> ORDER =
      Comparator.comparing((String name) -> name.matches("\\d{1,9}") ? Integer.parseInt(name) : MAX)
          .thenComparing(Comparator.naturalOrder());

  private final Origin origin;
  private final Map<String, Integer> numbers = new HashMap<>();

  private ClassNames(Origin origin, List<String> names) {
    this.origin = origin;
    names.forEach(name -> numbers.put(name, numbers.size()));
  }

  /** Names of images without repetition, in their order. */
  private static List<String> sorted(Origin origin, List<ImageRecord> images) {
    return images.stream()
        .map(origin::nameOf)
        .filter(Objects::nonNull)
        .distinct()
        .sorted(ORDER)
        .toList();
  }

  /** Classes of these names, in this order, such as those of a head. */
  public static ClassNames named(List<String> names) {
    return new ClassNames(Origin.FOLDER, names);
  }

  /** Empty where nothing tells classes apart. */
  public static Optional<ClassNames> of(List<ImageRecord> images) {
    if (repeated(images, Origin.ANNOTATION) > 1) {
      return Optional.of(new ClassNames(Origin.ANNOTATION, sorted(Origin.ANNOTATION, images)));
    }
    boolean annotated = images.stream().anyMatch(image -> image.annotation().label() != null);
    return !annotated && repeated(images, Origin.FOLDER) > 1
        ? Optional.of(new ClassNames(Origin.FOLDER, sorted(Origin.FOLDER, images)))
        : Optional.empty();
  }

  /**
   * The classes of images that must have some.
   *
   * @param inputs what the images were named by
   * @throws DinoException if nothing tells classes apart
   */
  public static ClassNames require(List<ImageRecord> images, List<String> inputs) {
    return of(images)
        .orElseThrow(() ->
            new DinoException(
                "%s: nothing tells classes apart: put images in folders by class, or give a manifest with a column label"
                    .formatted(String.join(", ", inputs))));
  }

  /** Names that more than one image has. */
  private static long repeated(List<ImageRecord> images, Origin origin) {
    return images.stream()
        .map(origin::nameOf)
        .filter(Objects::nonNull)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .values()
        .stream()
        .filter(count -> count > 1)
        .count();
  }

  /** From 0; -1 for an image of none of these classes. */
  public int numberOf(ImageRecord image) {
    String name = origin.nameOf(image);
    return name == null ? -1 : numbers.getOrDefault(name, -1);
  }

  /** How many there are. */
  public int count() {
    return numbers.size();
  }

  /** The names in the order of their numbers. */
  public List<String> names() {
    return numbers.keySet().stream().sorted(Comparator.comparing(numbers::get)).toList();
  }

  /**
   * The same classes as images of another set call them. Where that set knows none of their names,
   * it may know their numbers, as ImageNet V2 does with its folders 0 to 999; and where the classes
   * themselves have nothing but numbers, as those of a released head, the set's names stand for
   * them in their order, if there are as many.
   */
  public ClassNames asCalledBy(List<ImageRecord> images) {
    List<String> theirs = sorted(origin, images);
    List<String> byNumber = LinearHead.numbered(count());
    if (theirs.stream().anyMatch(numbers::containsKey)) {
      return this;
    }
    if (new HashSet<>(byNumber).containsAll(theirs)) {
      return new ClassNames(origin, byNumber);
    }
    return names().equals(byNumber) && theirs.size() == count()
        ? new ClassNames(origin, theirs)
        : this;
  }

  /** What an image's class is called; null where nothing says it. */
  public @Nullable String nameOf(ImageRecord image) {
    return origin.nameOf(image);
  }

  /** Such as {@code 10 classes by folders}. */
  public String describe() {
    return String.format(Locale.ROOT, "%,d classes by %s", count(), origin.words);
  }

  /** The name of the folder; none for an image that lies loose in a shard. */
  private static @Nullable String folder(String path) {
    String[] parts = path.replace('\\', '/').split("/");
    String parent = parts.length < 2 ? "" : parts[parts.length - 2];
    return parent.isEmpty() || parent.matches("(?i).*\\.(tar|tgz|tar\\.gz)") ? null : parent;
  }
}
