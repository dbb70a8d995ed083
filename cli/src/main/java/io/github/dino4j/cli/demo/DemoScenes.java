package io.github.dino4j.cli.demo;

import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.render.Renderer;
import io.github.dino4j.scenes.scene.NearDuplicate;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The demo's own pictures: rendered scenes, the same every time. */
public final class DemoScenes {
  private static final long SEED = 11;
  private static final int GALLERY = 72;
  private static final int CLOSE_UPS = 6;
  private static final int PAIRS = 2;

  private final SceneGenerator generator = new SceneGenerator(SEED);

  public DemoSubject subject() {
    List<DemoPhoto> gallery = IntStream.range(0, GALLERY).mapToObj(this::photo).toList();
    return new DemoSubject(gallery, closeUps(), pairs());
  }

  private DemoPhoto photo(int index) {
    Scene scene = generator.scene(index);
    return new DemoPhoto(
        "scene " + index,
        scene.label().sceneClass().label(),
        side -> Renderer.render(scene, side).rgb());
  }

  /** The first scenes of different classes. */
  private List<DemoPhoto> closeUps() {
    Set<SceneClass> shown = EnumSet.noneOf(SceneClass.class);
    List<DemoPhoto> chosen = new ArrayList<>();
    for (int i = 0; chosen.size() < CLOSE_UPS; i++) {
      if (shown.add(generator.scene(i).label().sceneClass())) {
        chosen.add(photo(i));
      }
    }
    return chosen;
  }

  /** The first scenes that show an earlier one from another side, with that one. */
  private List<DemoSubject.Pair> pairs() {
    List<DemoSubject.Pair> pairs = new ArrayList<>();
    for (int i = 0; pairs.size() < PAIRS; i++) {
      NearDuplicate nearDuplicate = generator.scene(i).label().nearDuplicate();
      if (nearDuplicate.kind() == NearDuplicate.Kind.OTHER_VIEW) {
        pairs.add(new DemoSubject.Pair(photo(nearDuplicate.source()), photo(i)));
      }
    }
    return pairs;
  }
}
