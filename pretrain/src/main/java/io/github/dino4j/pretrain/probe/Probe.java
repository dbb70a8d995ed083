package io.github.dino4j.pretrain.probe;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.torch.ComputeDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks every so many steps at what the teacher has learned: its CLS features of the same few
 * images each time name the classes of these by their nearest neighbours, where there are classes,
 * and show whether the features collapse. A strip of pictures shows the patches.
 *
 * <p>Draws no random number of libtorch's and changes no setting of its, so a run with probes
 * trains as one without. Runs the frozen form of the model on all cores, or on the GPU of a run
 * there; between two steps, not beside one.
 */
public final class Probe {
  private static final int PICTURES = 8;
  private static final int BATCH = 32;

  private final String description;
  private final EvalTransform transform;
  private final ExtractorOptions options;
  private final InputChannels input;
  private final @Nullable ProbeSet set;
  private final List<RgbImage> pictured;
  private final @Nullable Double teacherTop1;

  private Probe(Probe other, @Nullable Double teacherTop1) {
    description = other.description;
    transform = other.transform;
    options = other.options;
    input = other.input;
    set = other.set;
    pictured = other.pictured;
    this.teacherTop1 = teacherTop1;
  }

  private Probe(PretrainConfig config, @Nullable ProbeSet set, String description) {
    int patch = config.student().patchSize();
    int size = config.crops().globalCropsSize();
    this.description = description;
    this.transform = EvalTransform.ofSize(patch * Math.max(1, Math.round((float) size / patch)));
    this.options = ExtractorOptions.standard().with(new EvalTransform.Native(patch));
    this.input = StudentArchitecture.input(config);
    this.set = set;
    this.pictured = set == null ? List.of() : pictures(set, transform);
    teacherTop1 = null;
  }

  private static List<RgbImage> pictures(ProbeSet set, EvalTransform transform) {
    List<RgbImage> pictures = new ArrayList<>();
    new ProbeImages(set.spread(PICTURES)).each(transform::apply, (_, crop) -> pictures.add(crop));
    return pictures;
  }

  /**
   * Chooses the images and their classes and measures what raw pixels achieve. Reads each image
   * once: seconds.
   *
   * @param trainingInputs what the run trains on, in the words of {@link
   *     io.github.dino4j.data.collection.ImageSource}
   * @param seed the same chooses the same images
   * @return a probe that never looks, and says why, where none can be made of this configuration
   * @throws DinoException if the configuration names images that are not there, or classes that do
   *     not fit together
   */
  public static Probe of(PretrainConfig config, List<String> trainingInputs, long seed) {
    if (config.evaluation().evalPeriodIterations() <= 0) {
      return new Probe(config, null, "no probes: evaluation.eval_period_iterations is 0");
    }
    if (!StudentArchitecture.input(config).arePhotos()) {
      return new Probe(
          config, null, "no probes: they see photos, with student.in_chans 3 and data.bit_depth 8");
    }
    ProbeSet set = ProbeSet.of(config.evaluation(), trainingInputs, seed);
    return set.known().size() < 2
        ? new Probe(config, null, "no probes: fewer than two of their images can be read")
        : new Probe(config, set, describe(config, set));
  }

  private static String describe(PretrainConfig config, ProbeSet set) {
    return String.format(
        Locale.ROOT,
        "a probe every %,d steps: %s",
        config.evaluation().evalPeriodIterations(),
        set.describe());
  }

  /** What the probe looks at, or why there is none, in one line. */
  public String describe() {
    return description;
  }

  /**
   * The same probe, whose results tell how good the features of a frozen teacher are: looks at the
   * images through it, at the size that the student sees them.
   *
   * @param teacher of the student's patches or others that divide this size; only read
   * @throws DinoException if a feature is not finite
   */
  public Probe beside(VisionTransformer teacher) {
    if (set == null) {
      return this;
    }
    try (FeatureExtractor extractor = FeatureExtractor.of(teacher, input, optionsFor(teacher))) {
      FeatureRows known = look(set.known(), extractor);
      FeatureRows queries = set.queries() == null ? null : look(set.queries(), extractor);
      return new Probe(this, set.top1(known, queries));
    }
  }

  /** The same, where it is known already. */
  public Probe beside(double knownTop1) {
    return new Probe(this, knownTop1);
  }

  /**
   * Looks, and writes down what it saw: a line of {@code probes.jsonl} in the folder of the run,
   * and {@link PcaStrip#file}.
   *
   * @param iteration steps that the teacher has behind it; later probes in the file, of a sitting
   *     that was broken off, are dropped
   * @param teacher only read; not in use by others meanwhile
   * @param run the folder
   * @return empty for a probe that never looks, or if its images are gone
   * @throws DinoException if a feature is not finite or a file cannot be written
   */
  public Optional<ProbeResult> run(long iteration, VisionTransformer teacher, Path run) {
    if (set == null) {
      return Optional.empty();
    }
    long start = System.nanoTime();
    try (FeatureExtractor extractor = FeatureExtractor.of(teacher, input, optionsFor(teacher))) {
      FeatureRows known = look(set.known(), extractor);
      FeatureRows queries = set.queries() == null ? null : look(set.queries(), extractor);
      int images = known.size() + (queries == null ? 0 : queries.size());
      if (known.size() < 2 || (queries != null && queries.size() == 0)) {
        return Optional.empty();
      }
      FeatureSpread spread = FeatureSpread.of(known.values(), known.dim());
      Double top1 = set.top1(known, queries);
      ProbeSet.Task task = set.task();
      PcaStrip.write(PcaStrip.file(run, iteration), pictured, extractor);
      ProbeResult result =
          new ProbeResult(
              iteration,
              top1,
              task == null ? null : (Double) task.rawPixelTop1(),
              teacherTop1,
              task == null ? null : (Double) task.chanceTop1(),
              spread.meanCosine(),
              spread.effectiveRank(),
              images,
              (System.nanoTime() - start) / 1e9);
      ProbeLog.add(run, result);
      return Optional.of(result);
    }
  }

  /** The features are computed where the teacher is trained. */
  private ExtractorOptions optionsFor(VisionTransformer teacher) {
    ComputeDevice device =
        ComputeDevice.of(teacher.parameters().named().values().iterator().next());
    return new ExtractorOptions(
        new EvalTransform.Native(teacher.config().patchSize()),
        options.precision(),
        device,
        options.threads());
  }

  private record Prepared(ImageRecord record, PreparedImage image) {}

  /** CLS features of images, a few at a time. */
  private FeatureRows look(ProbeImages images, FeatureExtractor extractor) {
    FeatureRows rows = new FeatureRows();
    List<Prepared> batch = new ArrayList<>();
    images.each(
        image -> extractor.prepare(transform.apply(image)),
        (record, prepared) -> {
          batch.add(new Prepared(record, prepared));
          if (batch.size() == BATCH) {
            flush(batch, extractor, rows);
          }
        });
    flush(batch, extractor, rows);
    return rows;
  }

  private static void flush(List<Prepared> batch, FeatureExtractor extractor, FeatureRows rows) {
    List<float[]> cls = extractor.cls(batch.stream().map(Prepared::image).toList());
    for (int i = 0; i < batch.size(); i++) {
      rows.add(batch.get(i).record(), cls.get(i));
    }
    batch.clear();
  }
}
