package io.github.dino4j.scenes.scene;

import java.util.Locale;

/**
 * How a picture relates to an earlier one.
 *
 * @param kind of relation
 * @param source index of the earlier picture; its own index for an original
 */
public record NearDuplicate(Kind kind, int source) {

  /** The relations. All but {@link #ORIGINAL} and {@link #OTHER_VIEW} are near-duplicates. */
  public enum Kind {
    /** A scene of its own. */
    ORIGINAL,
    /** The same stage from a clearly different place: for matching, not a near-duplicate. */
    OTHER_VIEW,
    /** The camera moved by a few centimetres. */
    NUDGED,
    /** Cut out of the middle; the intrinsics say so. */
    CROPPED,
    /** Lighter, darker, warmer or cooler. */
    REGRADED,
    /** Sensor noise. */
    NOISY,
    /** The blocks of strong JPEG compression. */
    COMPRESSED;

    public boolean nearDuplicate() {
      return this != ORIGINAL && this != OTHER_VIEW;
    }

    /** As it stands in label files: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
