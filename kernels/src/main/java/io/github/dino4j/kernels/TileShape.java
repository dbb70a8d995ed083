package io.github.dino4j.kernels;

/**
 * What a kernel was made for in the place of a {@link PackedTile}.
 *
 * @param name of the operand, for messages
 * @param stride bytes from one step to the next
 */
public record TileShape(String name, ElementType type, int inputs, int outputs, long stride) {
  /**
   * True, for an assertion: what is wrong is said here. Inputs that fill the last step count like
   * others.
   *
   * @throws AssertionError if {@code tile} is not what the kernel was made for
   */
  public boolean admits(PackedTile tile) {
    boolean fits =
        tile.type() == type
            && type.steps(tile.inputs()) == type.steps(inputs)
            && tile.outputs() == outputs
            && tile.stride() == stride
            && tile.address() != 0;
    if (!fits) {
      throw new AssertionError(
          "%s is %s at %#x, the kernel was made for %s"
              .formatted(
                  name, tile, tile.address(), PackedTile.words(type, inputs, outputs, stride)));
    }
    return true;
  }
}
