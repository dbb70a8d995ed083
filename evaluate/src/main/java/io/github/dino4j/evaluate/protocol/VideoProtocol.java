package io.github.dino4j.evaluate.protocol;

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
  public EvaluationReport run(Evaluation evaluation, Request request) {
    int frames = request.settings().integer("frames", 1);
    FramePooling pooling = request.settings().choice("pooling", POOLINGS);
    return LinearProtocol.run(
        "Linear classifier of clips", evaluation.ofClips(frames, pooling), request);
  }
}
