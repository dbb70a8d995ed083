package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.scene.SceneClass;

/**
 * What is known about every pixel, sampled at its centre; arrays are row major, owned by this
 * record and shared, not copied.
 *
 * @param classes {@code [size, size]}: {@link SceneClass#maskId()}, or 0 sky, 1 ground, 2 wall
 * @param instances {@code [size, size]}: number of the object from 1 (the main object), 0 for none
 * @param depth {@code [size, size]}: metres along the optical axis; infinite where nothing is
 * @param normals {@code [size, size, 3]}: unit normals in the world, facing the camera; zero where
 *     nothing is
 */
public record GroundTruth(byte[] classes, int[] instances, float[] depth, float[] normals) {
  GroundTruth(int size) {
    this(
        new byte[size * size],
        new int[size * size],
        new float[size * size],
        new float[size * size * 3]);
  }
}
