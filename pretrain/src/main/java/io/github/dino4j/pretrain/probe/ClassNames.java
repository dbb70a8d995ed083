package io.github.dino4j.pretrain.probe;

import io.github.dino4j.data.record.ImageRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a set of images: what manifests and shards say, else the folders that the images
 * lie in, where there are at least two with more than one image.
 */
final class ClassNames {
  /** Where the names come from. */
  enum Origin {
    ANNOTATION("labels"),
    FOLDER("folders");

    private final String words;

    Origin(String words) {
      this.words = words;
    }

    private @Nullable String nameOf(ImageRecord image) {
      return this == ANNOTATION ? image.annotation().label() : folder(image.path());
    }
  }

  private final Origin origin;
  private final Map<String, Integer> numbers = new HashMap<>();

  private ClassNames(Origin origin, List<ImageRecord> images) {
    this.origin = origin;
    images.stream()
        .map(origin::nameOf)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new))
        .forEach(name -> numbers.put(name, numbers.size()));
  }

  /** Empty where nothing tells classes apart. */
  static Optional<ClassNames> of(List<ImageRecord> images) {
    if (repeated(images, Origin.ANNOTATION) > 1) {
      return Optional.of(new ClassNames(Origin.ANNOTATION, images));
    }
    boolean annotated = images.stream().anyMatch(image -> image.annotation().label() != null);
    return !annotated && repeated(images, Origin.FOLDER) > 1
        ? Optional.of(new ClassNames(Origin.FOLDER, images))
        : Optional.empty();
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
  int numberOf(ImageRecord image) {
    String name = origin.nameOf(image);
    return name == null ? -1 : numbers.getOrDefault(name, -1);
  }

  int count() {
    return numbers.size();
  }

  /** Such as {@code 10 classes by folders}. */
  String describe() {
    return String.format(Locale.ROOT, "%,d classes by %s", count(), origin.words);
  }

  /** The name of the folder; none for an image that lies loose in a shard. */
  private static @Nullable String folder(String path) {
    String[] parts = path.replace('\\', '/').split("/");
    String parent = parts.length < 2 ? "" : parts[parts.length - 2];
    return parent.isEmpty() || parent.matches("(?i).*\\.(tar|tgz|tar\\.gz)") ? null : parent;
  }
}
