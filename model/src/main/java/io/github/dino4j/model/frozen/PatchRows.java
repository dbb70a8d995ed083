package io.github.dino4j.model.frozen;

import io.github.dino4j.model.VisionTransformerConfig;
import java.lang.foreign.MemorySegment;

/** Pixels in the order of the patch embedding's matrix: one row a token, channel by channel. */
record PatchRows(VisionTransformerConfig config, Grid grid, Pixels pixels) {
  /** Fills {@code [rows, channels * patch * patch]}; CLS and registers have rows of zeros. */
  void gather(int image, int first, int rows, MemorySegment target) {
    int prefix = config.prefixTokens();
    long rowBytes = 4 * config.patchPixels();
    for (int row = 0; row < rows; row++) {
      int patch = first + row - prefix;
      if (patch < 0) {
        target.asSlice(row * rowBytes, rowBytes).fill((byte) 0);
      } else {
        gatherPatch(image, patch, target, row * rowBytes);
      }
    }
  }

  private void gatherPatch(int image, int patch, MemorySegment target, long at) {
    int side = config.patchSize();
    long lineBytes = 4L * side;
    long width = pixels.width();
    long top = (long) (patch / grid.columns()) * side;
    long left = (long) (patch % grid.columns()) * side;
    for (int channel = 0; channel < config.channels(); channel++) {
      long plane = ((long) image * config.channels() + channel) * pixels.height();
      for (int y = 0; y < side; y++) {
        long source = (plane + top + y) * width + left;
        MemorySegment.copy(pixels.values(), 4 * source, target, at, lineBytes);
        at += lineBytes;
      }
    }
  }
}
