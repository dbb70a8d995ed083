package io.github.dino4j.scenes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.scenes.scene.SceneClass;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The files of a dataset that are not pictures: labels, table, provenance and README. */
final class LabelFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LABELS = "labels.jsonl";
  private final Path folder;
  private final SceneDataset dataset;

  LabelFiles(Path folder, SceneDataset dataset) {
    this.folder = folder;
    this.dataset = dataset;
  }

  void write(List<SceneLabel> labels) {
    try {
      try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(LABELS))) {
        for (SceneLabel label : labels) {
          out.append(JSON.writeValueAsString(label)).append('\n');
        }
      }
      writeTable(labels);
      Files.writeString(
          folder.resolve("dataset.json"),
          JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(provenance(labels))
              + "\n");
      try (InputStream readme = LabelFiles.class.getResourceAsStream("dataset-readme.md")) {
        Files.copy(Objects.requireNonNull(readme), folder.resolve("README.md"));
      }
    } catch (IOException e) {
      throw new DinoException("%s cannot be written: %s".formatted(folder, IoReason.of(e)), e);
    }
  }

  static List<SceneLabel> read(Path folder) {
    Path file = folder.resolve(LABELS);
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(line -> parse(file, line)).toList();
    } catch (IOException e) {
      throw new DinoException("%s cannot be read: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  private static SceneLabel parse(Path file, String line) {
    try {
      return JSON.readValue(line, SceneLabel.class);
    } catch (IOException e) {
      throw new DinoException("%s holds a line that is no scene label".formatted(file), e);
    }
  }

  private void writeTable(List<SceneLabel> labels) throws IOException {
    try (CsvWriter csv =
        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(folder.resolve("scenes.csv"))) {
      csv.writeRecord("id", "path", "label", "split", "kin", "near_duplicate_of", "view_of");
      for (SceneLabel label : labels) {
        csv.writeRecord(
            Integer.toString(label.id()),
            label.files().image(),
            label.label(),
            label.split(),
            label.kin().kind(),
            Objects.toString(label.kin().nearDuplicateOf(), ""),
            Objects.toString(label.kin().viewOf(), ""));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Map<String, Object> provenance(List<SceneLabel> labels) {
    Map<String, Object> classes = new LinkedHashMap<>();
    classes.put("sky", SceneClass.SKY);
    classes.put("ground", SceneClass.GROUND);
    classes.put("wall", SceneClass.WALL);
    for (SceneClass sceneClass : SceneClass.values()) {
      classes.put(sceneClass.label(), sceneClass.maskId());
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("generator", "dino4j scenes");
    all.put(
        "version",
        Objects.requireNonNullElse(
            LabelFiles.class.getPackage().getImplementationVersion(), "development"));
    all.put("seed", dataset.seed());
    all.put("count", dataset.count());
    all.put("size", dataset.size());
    all.put("train", labels.stream().filter(label -> label.split().equals("train")).count());
    all.put("val", labels.stream().filter(label -> label.split().equals("val")).count());
    all.put("mask_values", classes);
    all.put("depth", "millimetres along the optical axis, 0 for none or beyond 65.535 m");
    all.put("pixel_centres", "half integers");
    return all;
  }
}
