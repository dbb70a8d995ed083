package io.github.dino4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Another process that changes an index without end, prints the number of each commit when it is
 * done, and is killed outright at random moments.
 *
 * @param program its main class; gets the arguments
 * @param log a file in a folder of the test's own, to which it prints
 */
public record KilledWriter(Class<?> program, List<String> arguments, Path log) {
  /** What holds after every kill. */
  @FunctionalInterface
  public interface Check {
    /**
     * @param reported the commits that were printed, those before earlier kills included
     */
    void afterKill(List<Long> reported) throws Exception;
  }

  /** Kills it so many times, each after some commits or, the first time, maybe before one. */
  public void kill(int kills, Random random, Check check) throws Exception {
    Files.createFile(log);
    for (int kill = 0; kill < kills; kill++) {
      // The first may come before there is an index.
      int commits = kill == 0 ? 0 : 1 + random.nextInt(20);
      int before = commits().size();
      Process writer = start();
      while (commits().size() < before + commits) {
        assertThat(writer.isAlive()).as("%s", Files.readString(errors())).isTrue();
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(kill == 0 ? 1000 : 40));
      writer.destroyForcibly().waitFor();
      check.afterKill(commits());
    }
    assertThat(commits()).isNotEmpty();
  }

  /** Starts it once. */
  public Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private Path errors() {
    return log.resolveSibling(log.getFileName() + ".errors");
  }

  /** The commits that were reported; a line that has no end yet is none. */
  private List<Long> commits() throws IOException {
    String text = Files.readString(log);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Long::valueOf).toList();
  }
}
