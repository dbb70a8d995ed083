package io.github.dino4j.cli;

import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.model.catalogue.DemoModel;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.WeightLayout;
import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.render.Renderer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * What the launcher runs once after a build, so that Java records the classes and profiles of the
 * usual work for faster starts: a photo, a weight file, the three feature formats, a picture.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand extends DinoCommand {
  private static final int PHOTOS = 20;
  private static final int SIDE = 320;

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("dino4j-rehearsal");
    try {
      rehearse(folder);
    } finally {
      remove(folder);
    }
    return ExitCode.DONE;
  }

  private void rehearse(Path folder) {
    SceneGenerator scenes = new SceneGenerator(1);
    Path photos = folder.resolve("photos");
    for (int i = 0; i < PHOTOS; i++) {
      PictureFile.write(
          Photos.toBufferedImage(Renderer.render(scenes.scene(i), SIDE).rgb()),
          photos.resolve(i + ".jpg"));
    }
    Path weights = folder.resolve("demo.pth");
    try (ModelFile demo = DemoModel.open()) {
      ModelConversion.write(demo, weights, WeightLayout.META);
    }
    for (String file : List.of("a.npy", "b.parquet", "c.safetensors")) {
      say("embed", photos, "-o", folder.resolve(file), "--model", weights);
    }
    say("index", photos, "-o", folder.resolve("index"), "--model", weights);
    say("search", photos.resolve("0.jpg"), "--index", folder.resolve("index"));
    say("pca", photos.resolve("0.jpg"), "-o", folder.resolve("pca"), "--model", weights);
    say("--help");
  }

  private static void say(Object... words) {
    PrintWriter nobody = new PrintWriter(Writer.nullWriter());
    Main.run(nobody, nobody, Stream.of(words).map(String::valueOf).toArray(String[]::new));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
