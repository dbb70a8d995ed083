package io.github.dino4j.data.hadoop;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names below each other, from the root of a file system or relative to any folder. As text an
 * absolute one is a URI, as Hadoop and the user write it: nothing in it is escaped.
 */
final class HadoopPath implements Path {
  private final HadoopFileSystem system;
  private final boolean absolute;
  private final List<String> names;

  private HadoopPath(HadoopFileSystem system, boolean absolute, List<String> names) {
    this.system = system;
    this.absolute = absolute;
    this.names = List.copyOf(names);
  }

  static HadoopPath of(HadoopFileSystem system, String text) {
    List<String> names =
        Arrays.stream(text.split("/", -1)).filter(name -> !name.isEmpty()).toList();
    return new HadoopPath(system, text.startsWith("/"), names);
  }

  /** The same for Hadoop. */
  org.apache.hadoop.fs.Path hadoop() {
    HadoopPath whole = toAbsolutePath();
    URI root = system.hadoop().getUri();
    return new org.apache.hadoop.fs.Path(
        root.getScheme(), root.getAuthority(), "/" + String.join("/", whole.normalize().names));
  }

  private HadoopPath with(boolean isAbsolute, List<String> others) {
    return new HadoopPath(system, isAbsolute, others);
  }

  private HadoopPath ours(Path other) {
    if (other instanceof HadoopPath path && path.system == system) {
      return path;
    }
    throw new ProviderMismatchException();
  }

  @Override
  public HadoopFileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable HadoopPath getRoot() {
    return absolute ? with(true, List.of()) : null;
  }

  @Override
  public @Nullable HadoopPath getFileName() {
    return names.isEmpty() ? null : with(false, List.of(names.getLast()));
  }

  @Override
  public @Nullable HadoopPath getParent() {
    int above = names.size() - 1;
    return above < 0 || (above == 0 && !absolute) ? null : with(absolute, names.subList(0, above));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public HadoopPath getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public HadoopPath subpath(int begin, int end) {
    if (begin < 0 || begin >= end || end > names.size()) {
      throw new IllegalArgumentException("names %d to %d of %s".formatted(begin, end, this));
    }
    return with(false, names.subList(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof HadoopPath path
        && path.system == system
        && path.absolute == absolute
        && path.names.size() <= names.size()
        && names.subList(0, path.names.size()).equals(path.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof HadoopPath path) || path.system != system) {
      return false;
    }
    int from = names.size() - path.names.size();
    return path.absolute
        ? equals(path)
        : from >= 0 && names.subList(from, names.size()).equals(path.names);
  }

  @Override
  public HadoopPath normalize() {
    List<String> kept = new ArrayList<>();
    for (String name : names) {
      boolean climbs = name.equals("..") && !kept.isEmpty() && !kept.getLast().equals("..");
      if (climbs) {
        kept.removeLast();
      } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
        kept.add(name);
      }
    }
    return with(absolute, kept);
  }

  @Override
  public Path resolve(Path other) {
    if (other.isAbsolute()) {
      return other;
    }
    List<String> joined = new ArrayList<>(names);
    joined.addAll(ours(other).names);
    return with(absolute, joined);
  }

  @Override
  public HadoopPath relativize(Path other) {
    HadoopPath to = ours(other);
    if (to.absolute != absolute) {
      throw new IllegalArgumentException("%s and %s have no common start".formatted(this, other));
    }
    int common = 0;
    while (common < Math.min(names.size(), to.names.size())
        && names.get(common).equals(to.names.get(common))) {
      common++;
    }
    List<String> way = new ArrayList<>();
    for (int i = common; i < names.size(); i++) {
      way.add("..");
    }
    way.addAll(to.names.subList(common, to.names.size()));
    return with(false, way);
  }

  @Override
  public URI toUri() {
    HadoopPath whole = toAbsolutePath();
    URI root = URI.create(system.root() + "/");
    try {
      return new URI(
          root.getScheme(), root.getAuthority(), "/" + String.join("/", whole.names), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** There is no working folder: what is relative starts at the root. */
  @Override
  public HadoopPath toAbsolutePath() {
    return absolute ? this : with(true, names);
  }

  /** Links are followed by no file system of Hadoop's that is in use. */
  @Override
  public HadoopPath toRealPath(LinkOption... options) {
    return toAbsolutePath().normalize();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(ours(other).toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HadoopPath path
        && path.system == system
        && path.absolute == absolute
        && path.names.equals(names);
  }

  @Override
  public int hashCode() {
    return Objects.hash(system, absolute, names);
  }

  @Override
  public String toString() {
    String joined = String.join("/", names);
    return absolute ? system.root() + "/" + joined : joined;
  }
}
