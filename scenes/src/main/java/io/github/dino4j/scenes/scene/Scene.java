package io.github.dino4j.scenes.scene;

import java.util.List;

/**
 * A scene, described and not yet drawn. Immutable; the same seed and index give an equal scene on
 * every JVM.
 *
 * @param label what the picture shows and how it relates to other pictures
 * @param camera that sees it
 * @param stage what there is to see
 * @param development what happens to the picture after the light has fallen
 */
public record Scene(Label label, Camera camera, Stage stage, CameraResponse development) {

  /**
   * @param index of the picture
   * @param sceneClass of the main object, which has instance 1
   * @param nearDuplicate to an earlier picture
   */
  public record Label(int index, SceneClass sceneClass, NearDuplicate nearDuplicate) {}

  /** Everything in front of the camera. */
  public record Stage(Backdrop backdrop, List<Light> lights, List<SceneObject> objects) {
    public Stage {
      lights = List.copyOf(lights);
      objects = List.copyOf(objects);
    }
  }

  /** The same stage through another camera. */
  public Scene seenBy(Camera other) {
    return new Scene(label, other, stage, development);
  }
}
