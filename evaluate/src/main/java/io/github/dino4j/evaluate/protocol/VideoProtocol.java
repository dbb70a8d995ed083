package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.classification.linear.LinearOptions;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.video.FramePooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Classes of clips (paper, section 7.2): frozen features of evenly spaced frames, averaged or side
 * by side, and then what {@link LinearProtocol} does with images.
 */
public final class VideoProtocol implements Protocol {
  private static final Map<String, FramePooling> POOLINGS =
      Map.of("average", FramePooling.AVERAGED, "concatenate", FramePooling.CONCATENATED);

  /** {@code frames} of a clip; {@code pooling=average} or {@code concatenate}. */
  @Override
  public Settings settings() {
    List<String> defaults = new ArrayList<>(List.of("frames=8", "pooling=average"));
    defaults.addAll(LinearProtocol.SETTINGS);
    defaults.add(HeadTests.SUBSET);
    return Settings.of(defaults.toArray(String[]::new));
  }

  @Override
  public ImageSource source(List<String> inputs) {
    return ImageSource.ofVideos(inputs);
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    int ignoredFrames = frames(request.settings());
    FramePooling ignoredPooling = pooling(request.settings());
    LinearOptions ignored = LinearTraining.options(request.settings(), Integer.MAX_VALUE);
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    Settings settings = request.settings();
    return LinearProtocol.run(
        "Linear classifier of clips",
        evaluation.ofClips(frames(settings), pooling(settings)),
        request);
  }

  private static int frames(Settings settings) {
    return settings.integer("frames", 1);
  }

  private static FramePooling pooling(Settings settings) {
    return settings.choice("pooling", POOLINGS);
  }
}
