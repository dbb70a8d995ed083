package io.github.dino4j.base;

import java.nio.file.Path;

/**
 * Names files that lie elsewhere by URIs, such as {@code s3a://bucket/folder/file}. A module that
 * knows such files registers itself as a service.
 */
public interface UriPaths {
  /**
   * The path that a URI names.
   *
   * @param uri a scheme, {@code ://} and the rest as the user typed it; nothing in it is escaped
   * @throws io.github.dino4j.DinoException in one line, if files of that scheme cannot be reached
   */
  Path path(String uri);
}
