package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.shape.Shape;

/** One solid of an object, placed in the world. */
public record Part(Shape shape, Affine place, Material material) {
  public Part within(Affine frame) {
    return new Part(shape, frame.then(place), material);
  }
}
