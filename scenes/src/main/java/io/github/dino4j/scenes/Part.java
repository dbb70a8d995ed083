package io.github.dino4j.scenes;

/** One solid of an object, placed in the world. */
public record Part(Shape shape, Affine place, Material material) {
  Part within(Affine frame) {
    return new Part(shape, frame.then(place), material);
  }
}
