package io.github.dino4j.spark.embed;

import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.data.collection.ImageSplit;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureFormat;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureWriter;
import io.github.dino4j.data.journal.JournalEntry;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.data.record.RejectsFile;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Embeds the images of a part, in whatever process it is run.
 *
 * @param folder where parts go, absolute
 * @param provenance noted in each part
 */
record EmbedPart(
    ModelReference model, EmbedOptions options, String folder, Map<String, String> provenance)
    implements TaskRunner.Work<EmbedPart.Task, EmbedPart.Counts> {

  /**
   * @param part its number, from 0 on
   */
  record Task(int part, ImageSplit images) implements Serializable {}

  /** Images of a part with features and without. */
  record Counts(long embedded, long rejected) implements Serializable {
    Counts plus(Counts other) {
      return new Counts(embedded + other.embedded, rejected + other.rejected);
    }
  }

  @Override
  public Counts run(Task task) {
    EmbedJob job = new EmbedJob(ProcessModels.get(model), options);
    EmbedFolder parts = new EmbedFolder(PathText.path(folder));
    String attempt = UUID.randomUUID().toString();
    Path features = parts.features(task.part);
    Path draft = parts.attempt(attempt, features);
    Images images = new Images();
    try (FeatureWriter writer = FeatureFile.write(draft, provenance)) {
      job.forEachBatch(
          task.images.open(), FeatureFormat.PARQUET, batch -> images.write(batch, writer));
      if (!images.rejects.isEmpty()) {
        Path rejects = parts.rejects(task.part);
        Path rejectsDraft = parts.attempt(attempt, rejects);
        RejectsFile.write(rejectsDraft, images.rejects.iterator());
        EmbedFolder.publish(rejectsDraft, rejects);
      }
      if (images.embedded > 0) {
        writer.commit();
        EmbedFolder.publish(draft, features);
      }
    }
    return new Counts(images.embedded, images.rejects.size());
  }

  /** What became of the images so far. */
  private static final class Images {
    private final List<Reject> rejects = new ArrayList<>();
    private long embedded;

    private void write(List<JournalEntry> batch, FeatureWriter writer) {
      for (JournalEntry entry : batch) {
        switch (entry) {
          case JournalEntry.Done(FeatureRow row) -> {
            writer.write(row);
            embedded++;
          }
          case JournalEntry.Rejected(Reject reject) -> rejects.add(reject);
        }
      }
    }
  }
}
