package io.github.dino4j.scenes.scene;

import java.util.List;

/**
 * The surroundings of the objects.
 *
 * @param sky beyond everything
 * @param surfaces ground and walls, with instance 0
 * @param haze distance in metres at which the ground melts into the horizon; infinite for none
 */
public record Backdrop(Sky sky, List<SceneObject> surfaces, double haze) {
  public Backdrop {
    surfaces = List.copyOf(surfaces);
  }
}
