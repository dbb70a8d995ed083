package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import java.util.Comparator;
import java.util.HashMap;
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

  private ClassNames(Origin origin, List<ImageRecord> images) {
    this.origin = origin;
    images.stream()
        .map(origin::nameOf)
        .filter(Objects::nonNull)
        .distinct()
        .sorted(ORDER)
        .forEach(name -> numbers.put(name, numbers.size()));
  }

  /** Empty where nothing tells classes apart. */
  public static Optional<ClassNames> of(List<ImageRecord> images) {
    if (repeated(images, Origin.ANNOTATION) > 1) {
      return Optional.of(new ClassNames(Origin.ANNOTATION, images));
    }
    boolean annotated = images.stream().anyMatch(image -> image.annotation().label() != null);
    return !annotated && repeated(images, Origin.FOLDER) > 1
        ? Optional.of(new ClassNames(Origin.FOLDER, images))
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
    return numbers.keySet().stream().sorted(ORDER).toList();
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
