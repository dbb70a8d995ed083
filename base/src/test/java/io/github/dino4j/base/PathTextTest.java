package io.github.dino4j.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathTextTest {
  private static final List<String> NAMES =
      List.of("Stra\u00dfe.jpg", "\u65e5\u672c\u8a9e.jpg", "\ud83d\ude00", "e\u0301 %41?.jpg");

  @TempDir private Path folder;

  @Test
  void namesThatLeadOutOfAFolderAreRefused() {
    List.of("a.jpg", "a/b.jpg", "a/..b/c..", "..a").forEach(PathText::requireBelow);
    for (String id : List.of("/a.jpg", "../a.jpg", "a/../../b.jpg", "a/..", "..")) {
      assertThatThrownBy(() -> PathText.requireBelow(id))
          .isInstanceOf(DinoException.class)
          .hasMessage("its id " + id + " is no path below a folder");
    }
  }

  /** What a process in another locale does: makes the names, and finds them in the listing. */
  static final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] args) throws IOException {
      for (String name : NAMES) {
        Path file = PathText.resolve(Path.of(args[0]), name);
        Files.writeString(file, name);
        require(PathText.text(file).equals(args[0] + "/" + name), name + " below its folder");
        require(Files.exists(PathText.path(args[0] + "/" + name)), name + " by its whole text");
      }
      try (DirectoryStream<Path> listed = Files.newDirectoryStream(Path.of(args[0]))) {
        for (Path file : listed) {
          String name = PathText.text(file.getFileName());
          require(NAMES.contains(name), "a name is garbled");
          require(Files.readString(file).equals(name), "a name is another's");
        }
      }
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new IllegalStateException(what);
      }
    }
  }

  @Test
  void namesKeepTheirLettersWhateverTheLocale() throws Exception {
    Assumptions.assumeTrue(File.separatorChar == '/', "skipped: names are Unicode here");
    for (String locale : List.of("C", "POSIX", "", "C.UTF-8")) {
      Path each = Files.createDirectory(folder.resolve("in" + locale));
      run(locale, each);
      for (String name : NAMES) {
        assertThat(PathText.resolve(each, name)).as("%s in %s", name, locale).exists();
      }
    }
  }

  private static void run(String locale, Path argument) throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Elsewhere.class.getName(),
            argument.toString());
    Map<String, String> environment = java.environment();
    environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    if (!locale.isEmpty()) {
      environment.put("LC_ALL", locale);
    }
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
