package io.github.dino4j.model.catalogue;

import java.util.Optional;

/** A file of weights that Meta released, under the Apache License 2.0. */
public sealed interface ReleasedFile permits ReleasedHead, ReleasedModel {
  /** What the command line calls it. */
  String name();

  /** As the reference calls it and torch.hub stores it. */
  String fileName();

  /** Below the base address. */
  String path();

  /** Of the file, where it is known. */
  Optional<String> sha256();

  /** What to do where it cannot be had, to end a sentence. */
  String instead();
}
