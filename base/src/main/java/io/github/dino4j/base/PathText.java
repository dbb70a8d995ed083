package io.github.dino4j.base;

import io.github.dino4j.DinoException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Between paths and text. Java writes and reads the names of files in the charset of the locale, so
 * a process that cron or a container starts, with {@code LANG=C} or none, knows ASCII alone. On a
 * disk names are bytes, nearly always UTF-8; here they are taken for that where the locale fails. A
 * path as URI keeps its bytes, which is the way around.
 */
public final class PathText {
  private static final boolean NAMES_ARE_UNICODE =
      File.separatorChar != '/'
          || Charset.forName(
                  System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8)
              .equals(StandardCharsets.UTF_8);

  private PathText() {}

  /**
   * The path that a text names: of this machine, or as a URI such as {@code s3a://bucket/file} of
   * another place.
   *
   * @throws DinoException if nothing here knows files of a URI's scheme
   * @throws InvalidPathException if none can be named so
   */
  public static Path path(String text) {
    if (isUri(text)) {
      return uriPaths().path(text);
    }
    return NAMES_ARE_UNICODE || isAscii(text) ? Path.of(text) : inBytes(text);
  }

  /** Whether a text names a file by a URI, with {@code ://}. */
  public static boolean isUri(String text) {
    int scheme = text.indexOf("://");
    return scheme > 0
        && text.chars()
            .limit(scheme)
            .allMatch(
                c -> c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.'));
  }

  private static UriPaths uriPaths() {
    return ServiceLoader.load(UriPaths.class)
        .findFirst()
        .orElseThrow(() -> new DinoException("only files of this machine can be named here"));
  }

  /**
   * A name below a folder, or the name itself if it is absolute.
   *
   * @param folder null for the working directory
   * @throws InvalidPathException if none can be named so
   */
  public static Path resolve(@Nullable Path folder, String name) {
    if (folder == null || name.startsWith("/") || isUri(name)) {
      return path(name);
    }
    return NAMES_ARE_UNICODE || isAscii(name) || folder.getFileSystem() != FileSystems.getDefault()
        ? folder.resolve(name)
        : path(text(folder) + "/" + name);
  }

  /**
   * Makes sure that a name from outside, such as an image's id, leads to a place below a folder.
   *
   * @throws DinoException if it is absolute or climbs out
   */
  public static void requireBelow(String id) {
    if (id.startsWith("/") || ("/" + id + "/").contains("/../")) {
      throw new DinoException("its id %s is no path below a folder".formatted(id));
    }
  }

  /** What lies beside a file under its name with more before and behind. */
  public static Path beside(Path file, String prefix, String suffix) {
    return resolve(file.getParent(), prefix + text(file.getFileName()) + suffix);
  }

  /** The text of a path; names that are no UTF-8 come out as the locale has them. */
  public static String text(Path path) {
    String said = path.toString();
    if (NAMES_ARE_UNICODE || isAscii(said) || path.getFileSystem() != FileSystems.getDefault()) {
      return said;
    }
    String absolute = decoded(path);
    if (absolute == null || path.isAbsolute()) {
      return absolute == null ? said : absolute;
    }
    String here = decoded(Path.of(""));
    String prefix = here == null || here.equals("/") ? "/" : here + "/";
    return absolute.startsWith(prefix) ? absolute.substring(prefix.length()) : said;
  }

  /**
   * In UTF-8 where there is such a file, or the locale has no such letters; else as it has them.
   */
  private static Path inBytes(String text) {
    Path here = Path.of("").toAbsolutePath();
    boolean absolute = text.startsWith("/");
    String folder = absolute ? "" : withoutSlash(here.toUri().getRawPath()) + "/";
    Path whole = Path.of(URI.create("file://" + folder + encoded(text)));
    Path path = absolute ? whole : whole.subpath(here.getNameCount(), whole.getNameCount());
    if (Files.exists(path)) {
      return path;
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      return path;
    }
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b == '/' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z';
      encoded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return encoded.toString();
  }

  /** The absolute path in UTF-8; null if its bytes are none. */
  private static @Nullable String decoded(Path path) {
    String raw = withoutSlash(path.toUri().getRawPath());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length(); i++) {
      boolean escape = raw.charAt(i) == '%';
      bytes.write(escape ? Integer.parseInt(raw, i + 1, i + 3, 16) : raw.charAt(i));
      i += escape ? 2 : 0;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())) + "";
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  /** A folder's URI ends in a slash, wherever its path does not. */
  private static String withoutSlash(String raw) {
    return raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
