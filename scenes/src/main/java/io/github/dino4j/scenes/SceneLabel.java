package io.github.dino4j.scenes;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.dino4j.scenes.render.Rendering;
import io.github.dino4j.scenes.scene.NearDuplicate;
import io.github.dino4j.scenes.scene.NearDuplicate.Kind;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;
import io.github.dino4j.scenes.scene.SceneObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about one picture of a dataset: a line of {@code labels.jsonl}.
 *
 * @param id number of the picture
 * @param split {@code train} or {@code val}; near-duplicates and other views share one
 * @param label class of the main object
 * @param files paths from the dataset folder
 * @param kin relation to an earlier picture
 * @param camera that saw it
 * @param objects visible things, the main object first
 */
public record SceneLabel(
    int id,
    String split,
    String label,
    Files files,
    Kin kin,
    CameraMatrices camera,
    List<ObjectLabel> objects) {

  /** Where the picture and its per-pixel labels lie, with forward slashes. */
  public record Files(String image, String classes, String instances, String depth) {}

  /**
   * @param kind see {@link Kind}, lower case
   * @param nearDuplicateOf id of the picture that this one nearly equals, or null
   * @param viewOf id of the picture that shows the same stage from elsewhere, or null
   */
  public record Kin(
      String kind,
      @JsonProperty("near_duplicate_of") @Nullable Integer nearDuplicateOf,
      @JsonProperty("view_of") @Nullable Integer viewOf) {}

  /**
   * @param intrinsics {@code [3][3]} in pixels; pixel centres lie at half integers
   * @param cameraToWorld {@code [4][4]}, metres; x right, y down, z forward
   */
  public record CameraMatrices(
      double[][] intrinsics, @JsonProperty("camera_to_world") double[][] cameraToWorld) {}

  /**
   * @param instance value in the instance mask
   * @param label its class
   * @param pixels how many show it
   * @param box left, top, right and bottom edge in pixels; right and bottom lie outside
   */
  public record ObjectLabel(int instance, String label, int pixels, int[] box) {}

  static SceneLabel of(Rendering rendering, String split) {
    Scene scene = rendering.scene();
    int id = scene.label().index();
    String label = scene.label().sceneClass().label();
    String name = "/%s/%s/%06d.png".formatted(split, label, id);
    return new SceneLabel(
        id,
        split,
        label,
        new Files("images" + name, "masks" + name, "instances" + name, "depth" + name),
        kin(scene.label().nearDuplicate()),
        new CameraMatrices(
            scene.camera().lens().intrinsics(rendering.size()),
            scene.camera().pose().cameraToWorld()),
        scene.stage().objects().stream()
            .map(object -> object(object, rendering))
            .filter(object -> object.pixels() > 0)
            .toList());
  }

  private static Kin kin(NearDuplicate nearDuplicate) {
    boolean near = nearDuplicate.kind().nearDuplicate();
    boolean view = nearDuplicate.kind() == Kind.OTHER_VIEW;
    return new Kin(
        nearDuplicate.kind().label(),
        near ? nearDuplicate.source() : null,
        view ? nearDuplicate.source() : null);
  }

  private static ObjectLabel object(SceneObject object, Rendering rendering) {
    int size = rendering.size();
    int[] box = {size, size, 0, 0};
    int pixels = 0;
    for (int i = 0; i < size * size; i++) {
      if (rendering.truth().instances()[i] == object.instance()) {
        pixels++;
        box[0] = Math.min(box[0], i % size);
        box[1] = Math.min(box[1], i / size);
        box[2] = Math.max(box[2], i % size + 1);
        box[3] = Math.max(box[3], i / size + 1);
      }
    }
    String label = SceneClass.ofMaskId(object.maskId()).label();
    return new ObjectLabel(object.instance(), label, pixels, box);
  }
}
