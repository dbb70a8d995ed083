package io.github.dino4j.data.hadoop;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** One of Hadoop's file systems. It stays open until the process ends. */
final class HadoopFileSystem extends FileSystem {
  private final String root;
  private final org.apache.hadoop.fs.FileSystem hadoop;
  private final HadoopProvider provider = new HadoopProvider();

  /**
   * @param root scheme and authority, such as {@code s3a://bucket}
   */
  HadoopFileSystem(String root, org.apache.hadoop.fs.FileSystem hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  String root() {
    return root;
  }

  org.apache.hadoop.fs.FileSystem hadoop() {
    return hadoop;
  }

  /** A path of this system: absolute if it begins with a slash. */
  HadoopPath path(String text) {
    return HadoopPath.of(this, text);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public Path getPath(String first, String... more) {
    return path(more.length == 0 ? first : first + "/" + String.join("/", more));
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(path("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
