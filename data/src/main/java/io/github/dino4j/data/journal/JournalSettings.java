package io.github.dino4j.data.journal;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run was started with. A journal's folder without this file is litter of a run that was
 * killed while it made or removed the folder.
 *
 * @param settings by name
 * @param replaces whether the run was told to overwrite
 */
record JournalSettings(Map<String, String> settings, boolean replaces) {
  private static final String REPLACES = "--overwrite";

  JournalSettings {
    settings = new TreeMap<>(settings);
  }

  static Path in(Path folder) {
    return folder.resolve("settings.json");
  }

  static @Nullable JournalSettings read(Path folder) throws IOException {
    if (!Files.exists(in(folder))) {
      return null;
    }
    Map<String, String> all = new TreeMap<>();
    parse(Files.readAllBytes(in(folder))).forEach((name, value) -> all.put(name, value.toString()));
    boolean replaces = all.remove(REPLACES) != null;
    return new JournalSettings(all, replaces);
  }

  private static Map<String, Object> parse(byte[] json) throws IOException {
    try {
      return Json.object(json);
    } catch (DinoException e) {
      throw new IOException("its settings.json " + e.getMessage(), e);
    }
  }

  void write(Path folder) {
    Map<String, String> all = new TreeMap<>(settings);
    if (replaces) {
      all.put(REPLACES, "");
    }
    WholeFile.writeText(in(folder), Json.compact(all));
  }

  /** How other settings differ, for a message: {@code model a, now b; ...}. */
  String differences(Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(settings.keySet());
    names.addAll(now.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String before = settings.getOrDefault(name, "none");
      String after = now.getOrDefault(name, "none");
      if (!Objects.equals(before, after)) {
        differences.add("%s %s, now %s".formatted(name, before, after));
      }
    }
    return String.join("; ", differences);
  }
}
