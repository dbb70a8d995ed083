package io.github.dino4j.pretrain.config;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Configurations that come with dino4j, by name. */
public final class Presets {
  /** What is used where the user names none: small enough for any machine. */
  public static final String USUAL = "photos";

  /** All names. */
  public static final List<String> NAMES =
      List.of(USUAL, "thumbnails", "demo", "vits14", "high-resolution", "distill");

  private Presets() {}

  /**
   * Lays a preset or a file over a configuration.
   *
   * @param nameOrFile a preset's name, or the path of a YAML file
   * @throws DinoException if it is neither, or holds what a configuration cannot
   */
  public static ConfigFile lay(String nameOrFile, ConfigFile under) {
    if (NAMES.contains(nameOrFile)) {
      return under.with("preset " + nameOrFile, text(nameOrFile));
    }
    Path file = PathText.path(nameOrFile);
    if (!Files.exists(file)) {
      throw new DinoException(
          "--config %s: there is no such file, and the presets are %s"
              .formatted(nameOrFile, String.join(", ", NAMES)));
    }
    return under.with(file);
  }

  private static String text(String name) {
    try (InputStream in = Presets.class.getResourceAsStream("presets/" + name + ".yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
