package io.github.dino4j.cli.demo;

import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.picture.View;
import org.jspecify.annotations.Nullable;

/**
 * A picture that the page looks at closely.
 *
 * @param name what a reader would call it, such as its file name
 * @param label its class, where it is known
 * @param view the photo and the place of its patches
 * @param patches on the grid of the view
 * @param attention on the same grid, where it was asked for
 */
public record DemoImage(
    String name,
    @Nullable String label,
    View view,
    PatchFeatures patches,
    @Nullable AttentionMaps attention) {
  public DemoImage {
    boolean sameGrid =
        patches.rows() == view.grid().rows() && patches.columns() == view.grid().columns();
    if (!sameGrid) {
      throw new IllegalArgumentException(
          "%s: %d x %d patches on a grid of %d x %d"
              .formatted(
                  name,
                  patches.rows(),
                  patches.columns(),
                  view.grid().rows(),
                  view.grid().columns()));
    }
  }

  /** For alternative texts and captions. */
  String title() {
    return label == null ? name : name + " (" + label + ")";
  }
}
