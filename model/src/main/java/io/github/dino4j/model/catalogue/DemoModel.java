package io.github.dino4j.model.catalogue;

import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.ModelHints;
import io.github.dino4j.torch.file.WeightFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The model that comes with the library, for a first look without a download: small, and trained by
 * {@code dino4j pretrain} on rendered scenes and photos of clothes in the public domain, as
 * docs/demo-model.md tells.
 */
public final class DemoModel {
  /** What the command line calls it. */
  public static final String NAME = "demo";

  private static final String FILE = "demo.safetensors";

  private DemoModel() {}

  /** Opens it; owned by the caller. */
  public static ModelFile open() {
    return open(ModelHints.NONE);
  }

  static ModelFile open(ModelHints hints) {
    try (InputStream in = DemoModel.class.getResourceAsStream(FILE)) {
      return ModelFile.of(
          WeightFile.of(Path.of(NAME), Objects.requireNonNull(in).readAllBytes()), hints);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
