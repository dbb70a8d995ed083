package io.github.dino4j.spark.embed;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.OutputPath;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.collection.ImageSplit;
import io.github.dino4j.data.parquet.ParquetTable;
import io.github.dino4j.data.record.RejectsFile;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From any number of images to a folder of feature files, by tasks that run on a cluster. Each tar
 * shard is a part, and so are so many neighbouring images of folders, lists and manifests: parts
 * depend on the inputs alone, and their rows are those of an {@link EmbedJob}. Parts that are there
 * are not written again, so a run that was stopped goes on when it is started again.
 */
public final class EmbedDataset {
  /** Images of a part that is no shard: a minute or two of one core. */
  private static final int PART_SIZE = 2048;

  private final FeatureExtractor extractor;
  private final ModelReference model;
  private final EmbedOptions options;
  private final int partSize;

  /**
   * @param extractor which tasks of this process use; stays the caller's, who closes it after the
   *     run
   * @param model by which other processes load the same
   */
  public EmbedDataset(FeatureExtractor extractor, ModelReference model, EmbedOptions options) {
    this(extractor, model, options, PART_SIZE);
  }

  EmbedDataset(
      FeatureExtractor extractor, ModelReference model, EmbedOptions options, int partSize) {
    this.extractor = extractor;
    this.model = model;
    this.options = options;
    this.partSize = partSize;
  }

  /**
   * Says what is wrong with a run before the work of starting it.
   *
   * @return the inputs by names that are good in other processes too
   * @throws DinoException as {@link #run} would throw it
   */
  public static List<String> check(List<String> inputs, Path folder) {
    OutputPath.requireFolder(folder);
    ImageSource.of(inputs);
    return inputs.stream().map(EmbedDataset::absolute).toList();
  }

  private static String absolute(String input) {
    return input.equals("-") ? input : PathText.text(PathText.path(input).toAbsolutePath());
  }

  /**
   * What a run came to, with what earlier ones did.
   *
   * @param embedded images with features
   * @param rejected images without; {@code part-NNNNN.rejects.csv} say why
   * @param parts files with features
   */
  public record Outcome(long embedded, long rejected, int parts) {}

  /**
   * Runs, or goes on, until all parts are there.
   *
   * @param inputs as {@link ImageSource} takes them; the same to all processes if they are absolute
   * @param folder where parts go, for all processes
   * @throws DinoException if there is no image at all, or the folder holds parts of another run
   */
  public Outcome run(List<String> inputs, Path folder, TaskRunner runner) {
    List<ImageSplit> splits = ImageSource.of(inputs).splits(partSize);
    if (splits.isEmpty()) {
      throw new DinoException("no image in " + String.join(", ", inputs));
    }
    Map<String, String> settings = settings(inputs);
    Map<String, String> begun = new HashMap<>(settings);
    begun.put("parts", "%d, %08x".formatted(splits.size(), hash(splits)));
    EmbedFolder parts = new EmbedFolder(folder);
    parts.open(begun, options.overwrite());
    List<EmbedPart.Task> tasks = new ArrayList<>();
    EmbedPart.Counts total = new EmbedPart.Counts(0, 0);
    for (int part = 0; part < splits.size(); part++) {
      if (Files.exists(parts.features(part))) {
        total = total.plus(counts(parts, part));
      } else {
        tasks.add(new EmbedPart.Task(part, splits.get(part)));
      }
    }
    EmbedPart work = new EmbedPart(model, options, PathText.text(folder), settings);
    ProcessModels.lend(model, extractor);
    try {
      for (EmbedPart.Counts counts : runner.run("embed", tasks, work)) {
        total = total.plus(counts);
      }
    } finally {
      ProcessModels.takeBack(model);
    }
    parts.removeAttempts();
    return new Outcome(total.embedded(), total.rejected(), splits.size());
  }

  /** Of what lies in which part; the same in every process. */
  private static int hash(List<ImageSplit> splits) {
    int hash = 0;
    for (ImageSplit split : splits) {
      hash = 31 * hash + split.toString().hashCode();
    }
    return hash;
  }

  /** Other than {@link EmbedJob#settings} these do not tell of one machine. */
  private Map<String, String> settings(List<String> inputs) {
    Map<String, String> settings = new HashMap<>(new EmbedJob(extractor, options).settings(inputs));
    settings.remove("computed on");
    settings.put("precision", model.precision());
    return settings;
  }

  private static EmbedPart.Counts counts(EmbedFolder parts, int part) {
    Path features = parts.features(part);
    try (ParquetTable table = new ParquetTable(features)) {
      Path rejects = parts.rejects(part);
      return new EmbedPart.Counts(
          table.count(), Files.exists(rejects) ? RejectsFile.count(rejects) : 0);
    } catch (IOException e) {
      throw new DinoException(
          "%s: %s: remove it to have it written again"
              .formatted(PathText.text(features), IoReason.of(e)),
          e);
    }
  }
}
