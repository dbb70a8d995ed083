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

  @Override
  public Settings settings() {
    List<Setting> known = new ArrayList<>();
    known.add(Setting.of("frames", 8, "frames of a clip, evenly spaced"));
    known.add(Setting.of("pooling", "average", "of their features: average or concatenate"));
    known.addAll(LinearProtocol.SETTINGS);
    known.add(HeadTests.SUBSET);
    return Settings.of(known);
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
