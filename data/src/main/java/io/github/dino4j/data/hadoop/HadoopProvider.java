package io.github.dino4j.data.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Files} does with a {@link HadoopPath}: files are written from their beginning to
 * their end, and read from any place. Locks, links, mapping and changes in the middle of a file,
 * which object stores do not have, are unsupported.
 */
final class HadoopProvider extends FileSystemProvider {
  private static final Set<StandardOpenOption> WRITING =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private static HadoopPath ours(Path path) {
    return (HadoopPath) path;
  }

  private static org.apache.hadoop.fs.FileSystem hadoop(Path path) {
    return ours(path).getFileSystem().hadoop();
  }

  /** What Hadoop says, as {@link Files} would say it. */
  private static FileStatus status(Path path) throws IOException {
    try {
      return hadoop(path).getFileStatus(ours(path).hadoop());
    } catch (FileNotFoundException e) {
      throw because(e, new NoSuchFileException(path.toString()));
    } catch (AccessControlException e) {
      throw because(e, new AccessDeniedException(path.toString()));
    }
  }

  private static <E extends IOException> E because(IOException cause, E said) {
    said.initCause(cause);
    return said;
  }

  private static @Nullable FileStatus statusOrNull(Path path) throws IOException {
    try {
      return status(path);
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  @Override
  public String getScheme() {
    return "hadoop";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    return new HadoopPaths().path(uri.toString());
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.stream().anyMatch(WRITING::contains)) {
      return new WritingChannel(create(path, options));
    }
    FileStatus status = status(path);
    if (status.isDirectory()) {
      throw new IOException("is a folder");
    }
    return new ReadingChannel(hadoop(path).open(ours(path).hadoop()), status.getLen());
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    return create(path, options.length == 0 ? Set.of(StandardOpenOption.CREATE) : Set.of(options));
  }

  private static OutputStream create(Path path, Set<? extends OpenOption> options)
      throws IOException {
    if (options.contains(StandardOpenOption.APPEND) || options.contains(StandardOpenOption.READ)) {
      throw new UnsupportedOperationException("files that lie elsewhere are written at once");
    }
    if (options.contains(StandardOpenOption.CREATE_NEW) && statusOrNull(path) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return hadoop(path).create(ours(path).hadoop(), true);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    if (!status(folder).isDirectory()) {
      throw new NotDirectoryException(folder.toString());
    }
    List<Path> found = new ArrayList<>();
    for (FileStatus status : hadoop(folder).listStatus(ours(folder).hadoop())) {
      Path path = folder.resolve(status.getPath().getName());
      if (filter.accept(path)) {
        found.add(path);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return found.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    if (statusOrNull(folder) != null) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    hadoop(folder).mkdirs(ours(folder).hadoop());
  }

  @Override
  public void delete(Path path) throws IOException {
    FileStatus status = status(path);
    if (status.isDirectory() && hadoop(path).listStatus(ours(path).hadoop()).length > 0) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    hadoop(path).delete(ours(path).hadoop(), false);
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    try (InputStream in = Files.newInputStream(source)) {
      Files.copy(in, target, options);
    }
  }

  /** Where something is in the place already, there is a moment when nothing is. */
  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    FileStatus there = statusOrNull(target);
    if (there != null) {
      if (!Set.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      delete(target);
    }
    status(source);
    if (!hadoop(source).rename(ours(source).hadoop(), ours(target).hadoop())) {
      throw new IOException("%s cannot be moved to %s".formatted(source, target));
    }
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return one.equals(other);
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    status(path);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(type.getName());
    }
    return type.cast(new HadoopAttributes(status(path)));
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return type == BasicFileAttributeView.class ? type.cast(new HadoopAttributes.View(path)) : null;
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }
}
