package io.github.dino4j.evaluate.video;

import java.util.Locale;

/** How the features of a clip's frames become those of the clip. */
public enum FramePooling {
  /** Their mean, as the paper has it for UCF101 and Kinetics-400. */
  AVERAGED,
  /** Side by side in the order of the frames, as for Something-Something v2. */
  CONCATENATED;

  /** For people. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
