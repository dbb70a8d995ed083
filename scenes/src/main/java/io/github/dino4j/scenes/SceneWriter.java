package io.github.dino4j.scenes;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.render.GroundTruth;
import io.github.dino4j.scenes.render.Renderer;
import io.github.dino4j.scenes.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Draws scenes one by one into a dataset folder. Safe to call from many threads. */
final class SceneWriter {
  private static final int SPLIT = 9;
  private static final double VALIDATION_SHARE = 0.2;
  private final Path folder;
  private final SceneDataset dataset;
  private final SceneGenerator generator;

  SceneWriter(Path folder, SceneDataset dataset) {
    this.folder = folder;
    this.dataset = dataset;
    this.generator = new SceneGenerator(dataset.seed());
  }

  SceneLabel write(int index) {
    Rendering rendering = Renderer.render(generator.scene(index), dataset.size());
    SceneLabel label =
        SceneLabel.of(rendering, split(rendering.scene().label().nearDuplicate().source()));
    GroundTruth truth = rendering.truth();
    int size = rendering.size();
    try {
      save(label.files().image(), Png.rgb(rendering.rgb()));
      save(label.files().classes(), Png.bytes(truth.classes(), size));
      save(label.files().instances(), Png.shorts(truth.instances(), size));
      save(label.files().depth(), Png.shorts(millimetres(truth.depth()), size));
    } catch (IOException e) {
      throw new DinoException("%s cannot be written: %s".formatted(folder, IoReason.of(e)), e);
    }
    return label;
  }

  /** Relatives share a split, so that nothing in validation has been seen in training. */
  private String split(int source) {
    boolean held = RandomChoices.of(dataset.seed(), source, SPLIT).chance(VALIDATION_SHARE);
    return held ? "val" : "train";
  }

  private void save(String name, byte[] png) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, png);
  }

  private static int[] millimetres(float[] depth) {
    int[] out = new int[depth.length];
    for (int i = 0; i < depth.length; i++) {
      double value = depth[i] * 1000.0 + 0.5;
      out[i] = value < 65536 ? (int) value : 0;
    }
    return out;
  }
}
