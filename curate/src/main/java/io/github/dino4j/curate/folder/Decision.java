package io.github.dino4j.curate.folder;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stage decided of an image.
 *
 * @param keep whether the image stays
 * @param reason why it goes, a word such as {@code duplicate}; of one that stays what was noted, or
 *     null
 * @param scores one for each score column of the stage, in their order
 */
public record Decision(boolean keep, @Nullable String reason, List<@Nullable Object> scores)
    implements Serializable {
  /** The image stays. */
  public static Decision keep(List<@Nullable Object> scores) {
    return new Decision(true, null, scores);
  }

  /** The image goes. */
  public static Decision drop(String reason, List<@Nullable Object> scores) {
    return new Decision(false, reason, scores);
  }
}
