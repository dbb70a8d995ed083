package io.github.dino4j.pretrain.masking;

/**
 * Masks made of rectangular blocks of patches, with the reference's quirks (data/masking.py): a
 * block has 4 patches or more only while that many are missing, it never spans the whole grid, and
 * the mask may stay a few patches short.
 *
 * @param rows of the patch grid
 * @param columns of the patch grid
 * @param largest patches in a block at most
 */
public record BlockMasks(int rows, int columns, double largest) {
  private static final int TRIES = 10;
  private static final double SMALLEST = 4;
  private static final double LOG_ASPECT = Math.log(0.3);

  /**
   * For the square grid of a global crop. The limit of half the patches is rounded down at every
   * operation, as in train.py: 21 patches of 49, not 24.
   */
  public static BlockMasks of(int imageSize, int patchSize) {
    int grid = imageSize / patchSize;
    double half = Math.floor(0.5 * imageSize / patchSize);
    return new BlockMasks(grid, grid, Math.floor(half * imageSize / patchSize));
  }

  /** A mask {@code [rows * columns]} with {@code wanted} patches hidden, or a few less. */
  public boolean[] mask(int wanted, MaskRandom draws) {
    boolean[] mask = new boolean[rows * columns];
    int hidden = 0;
    while (hidden < wanted) {
      int added = addBlock(mask, Math.min(wanted - hidden, largest), draws);
      if (added == 0) {
        break;
      }
      hidden += added;
    }
    return mask;
  }

  private int addBlock(boolean[] mask, double most, MaskRandom draws) {
    for (int i = 0; i < TRIES; i++) {
      double area = draws.uniform(SMALLEST, most);
      double aspect = Math.exp(draws.uniform(LOG_ASPECT, -LOG_ASPECT));
      int height = (int) Math.rint(Math.sqrt(area * aspect));
      int width = (int) Math.rint(Math.sqrt(area / aspect));
      if (width < columns && height < rows) {
        int top = draws.integer(0, rows - height);
        int left = draws.integer(0, columns - width);
        int fresh = sweep(mask, new Block(top, left, height, width), false);
        if (fresh > 0 && fresh <= most) {
          return sweep(mask, new Block(top, left, height, width), true);
        }
      }
    }
    return 0;
  }

  private record Block(int top, int left, int height, int width) {}

  /** Counts the patches of the block that are not masked yet, and hides them if asked to. */
  private int sweep(boolean[] mask, Block block, boolean hide) {
    int fresh = 0;
    for (int row = block.top(); row < block.top() + block.height(); row++) {
      for (int column = block.left(); column < block.left() + block.width(); column++) {
        int at = row * columns + column;
        if (!mask[at]) {
          fresh++;
          mask[at] = hide;
        }
      }
    }
    return fresh;
  }
}
