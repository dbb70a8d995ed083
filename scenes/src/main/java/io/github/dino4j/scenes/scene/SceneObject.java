package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.geometry.Vec3;
import java.util.List;

/**
 * A thing in a scene.
 *
 * @param instance its value in instance masks, from 1; 0 for props, which belong to the ground or
 *     the wall that they lie on
 * @param maskId its value in class masks
 * @param position where it stands, metres
 * @param parts in world coordinates
 */
public record SceneObject(int instance, int maskId, Vec3 position, List<Part> parts) {
  public SceneObject {
    parts = List.copyOf(parts);
  }
}
