package io.github.dino4j.curate.stage;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.decode.ImageDecoder;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads images by the paths that embed noted. Those in tar shards are read in the order of their
 * shard, once through it.
 */
public final class PoolImages {
  private static final Pattern IN_SHARD = Pattern.compile("(.*\\.(?:tar|tar\\.gz|tgz))/.+");

  private final List<PoolEntry> entries;

  public PoolImages(List<PoolEntry> entries) {
    this.entries = entries;
  }

  /**
   * Something of each image, on all cores.
   *
   * @return {@code [entries]}; null where an image cannot be read
   */
  public <T> List<@Nullable T> map(Function<RgbImage, T> function) {
    List<@Nullable T> results = new ArrayList<>(Collections.nCopies(entries.size(), null));
    Map<String, List<Integer>> inShards = new LinkedHashMap<>();
    List<Integer> files = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Matcher matcher = IN_SHARD.matcher(entries.get(i).path());
      if (matcher.matches()) {
        inShards.computeIfAbsent(matcher.group(1), _ -> new ArrayList<>()).add(i);
      } else {
        files.add(i);
      }
    }
    List<@Nullable T> read =
        files.parallelStream().map(i -> ofFile(entries.get(i).path(), function)).toList();
    IntStream.range(0, files.size()).forEach(i -> results.set(files.get(i), read.get(i)));
    inShards.forEach((shard, places) -> readShard(shard, places, function, results));
    return results;
  }

  private static <T> @Nullable T ofFile(String path, Function<RgbImage, T> function) {
    try {
      return function.apply(new ImageDecoder().decode(PathText.path(path)));
    } catch (UnreadableImageException | InvalidPathException _) {
      return null;
    }
  }

  private <T> void readShard(
      String shard,
      List<Integer> places,
      Function<RgbImage, T> function,
      List<@Nullable T> results) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    places.forEach(place -> wanted.put(entries.get(place).path(), place));
    try (RecordStream stream = ImageSource.of(List.of(shard)).open()) {
      while (!wanted.isEmpty() && stream.hasNext()) {
        ImageRecord record = stream.next();
        Integer place = wanted.remove(record.path());
        if (place != null) {
          results.set(place, ofRecord(record, function));
        }
      }
    } catch (DinoException _) {
      // what could not be read is null
    }
  }

  private static <T> @Nullable T ofRecord(ImageRecord record, Function<RgbImage, T> function) {
    try {
      return function.apply(new ImageDecoder().decode(record.read()));
    } catch (DinoException _) {
      return null;
    }
  }
}
