package io.github.dino4j.video;

import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The images of a folder, not of those below it, as the frames of a clip. */
final class FrameFolder implements Frames {
  private static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "ppm", "pgm", "pnm");

  private final ImageDecoder decoder = new ImageDecoder();
  private final List<Path> files;
  private final VideoInfo info;

  private FrameFolder(List<Path> files) {
    this.files = files;
    Size size = Size.of(decoder.decode(files.getFirst()));
    this.info = new VideoInfo(size, OptionalDouble.empty(), OptionalDouble.empty(), files.size());
  }

  static FrameFolder open(Path folder) {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files =
          listed
              .filter(FrameFolder::isFrame)
              .sorted(Comparator.comparing(FrameFolder::name, new NaturalOrder()))
              .toList();
    } catch (IOException e) {
      throw new UnreadableVideoException(folder, IoReason.of(e));
    }
    if (files.isEmpty()) {
      throw new UnreadableVideoException(folder, "no frames: the folder holds no images");
    }
    return new FrameFolder(files);
  }

  private static boolean isFrame(Path file) {
    String name = name(file);
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && IMAGES.contains(extension) && Files.isRegularFile(file);
  }

  private static String name(Path file) {
    return PathText.text(file.getFileName());
  }

  @Override
  public VideoInfo info() {
    return info;
  }

  @Override
  public long count() {
    return files.size();
  }

  @Override
  public Iterator<VideoFrame> all() {
    return IntStream.range(0, files.size())
        .mapToObj(i -> new VideoFrame(i, OptionalDouble.empty(), decoder.decode(files.get(i))))
        .iterator();
  }

  @Override
  public List<RgbImage> at(long[] indices) {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      boolean again = i > 0 && indices[i] == indices[i - 1];
      images.add(again ? images.getLast() : decoder.decode(files.get((int) indices[i])));
    }
    return images;
  }

  @Override
  public void close() {}
}
