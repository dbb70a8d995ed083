package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import java.util.List;

/**
 * The views of one picture.
 *
 * @param global the large ones, which the teacher sees too
 * @param local the small ones, for the student alone
 */
public record MultiCrop(List<RgbImage> global, List<RgbImage> local) {
  public MultiCrop {
    global = List.copyOf(global);
    local = List.copyOf(local);
  }
}
