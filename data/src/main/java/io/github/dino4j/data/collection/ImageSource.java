package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.RecordStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The images that a user names, streamed in a fixed order, never collected:
 *
 * <ul>
 *   <li>a folder: the images below it, in the order of their whole paths. An image is what has an
 *       image's extension or begins like one; names that begin with a dot are passed over. Folders
 *       that hold tar shards and no images give what is in the shards;
 *   <li>{@code .txt}, {@code .lst}: one path a line, {@code #} begins a comment;
 *   <li>{@code .csv}, {@code .tsv}, {@code .parquet}: a column {@code path} (or {@code file},
 *       {@code image}, {@code filename}), optionally {@code id} and {@code label}; Parquet may hold
 *       the images themselves as bytes;
 *   <li>{@code .tar}, {@code .tar.gz}, {@code .tgz}: WebDataset shards, many by one name: {@code
 *       shard-{000..012}.tar};
 *   <li>any other file: an image.
 * </ul>
 *
 * Relative paths in lists and manifests start at the folder of the list, those on standard input at
 * the working directory. Immutable and thread-safe.
 */
public final class ImageSource {
  private final List<Input> inputs;

  private ImageSource(List<Input> inputs) {
    this.inputs = List.copyOf(inputs);
  }

  /**
   * Looks at every input without reading images.
   *
   * @throws DinoException when an input does not exist, a folder may not be read, or a manifest
   *     cannot be read or has no column of paths
   */
  public static ImageSource of(List<String> names) {
    return of(names, Media.IMAGES);
  }

  /**
   * The same for clips, whose records tell where they lie and are opened by their {@code path}: the
   * video files below a folder, by their extensions, and folders of frames, which hold images and
   * no videos; lists and manifests of either. Shards are refused.
   */
  public static ImageSource ofVideos(List<String> names) {
    return of(names, Media.VIDEOS);
  }

  private static ImageSource of(List<String> names, Media media) {
    List<Input> inputs = new ArrayList<>();
    for (String name : names) {
      inputs.addAll(inputs(name, media));
    }
    return new ImageSource(inputs);
  }

  private static List<Input> inputs(String name, Media media) {
    if (name.equals(StandardInput.NAME)) {
      return List.of(StandardInput.list());
    }
    try {
      List<Path> paths = new ArrayList<>();
      if (Files.exists(PathText.path(name))) {
        paths.add(PathText.path(name));
      } else {
        Braces.expand(name).forEach(each -> paths.add(PathText.path(each)));
      }
      if (paths.stream().noneMatch(Files::exists)) {
        throw new DinoException("%s: no such file or folder".formatted(name));
      }
      return paths.stream().map(path -> input(path, media)).toList();
    } catch (InvalidPathException e) {
      throw new DinoException("%s: is no path: %s".formatted(name, e.getReason()), e);
    }
  }

  /** A gap in a row of shards rejects one shard, not the run. */
  private static Input input(Path path, Media media) {
    if (Files.isDirectory(path) && !Files.isReadable(path)) {
      throw new DinoException("%s: permission denied".formatted(path));
    }
    return Files.exists(path) ? Input.of(path, media) : new SingleImage(path);
  }

  /** A fresh stream over all inputs, in the order in which they were named. */
  public RecordStream open() {
    return new JoinedStream(inputs.iterator());
  }

  /**
   * The same records in parts, which depend on the inputs alone: each tar shard is one, and so are
   * so many neighbouring image files or entries of a list or manifest. Folders are walked, lists
   * counted.
   *
   * @param size images of a part that is no shard
   * @throws DinoException if there is a list on standard input, which no other process can read
   */
  public List<ImageSplit> splits(int size) {
    FileSplits splits = new FileSplits(size);
    inputs.forEach(input -> input.split(splits));
    return splits.all();
  }

  /**
   * How many records {@link #open} will give, for progress: folders are walked once, headers of
   * shards leafed through. Empty where only reading everything would tell (compressed shards).
   */
  public OptionalLong count() {
    long total = 0;
    for (Input input : inputs) {
      OptionalLong count = input.count();
      if (count.isEmpty()) {
        return count;
      }
      total += count.getAsLong();
    }
    return OptionalLong.of(total);
  }
}
