package io.github.dino4j.model.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A head that Meta released for one of its backbones (hub/classifiers.py, hub/depthers.py and
 * semantic_segmentation.ipynb of the reference).
 *
 * @param backbone that it stands on
 * @param kind such as {@code linear4}, {@code nyu_dpt} or {@code ade20k_ms}
 */
public record ReleasedHead(ReleasedModel backbone, String kind) implements ReleasedFile {
  /** Classifiers of ImageNet-1k on the last block and on the last four, for every backbone. */
  public static final List<String> CLASSIFIERS = List.of("linear", "linear4");

  /** Depth and masks, for backbones without registers. */
  public static final List<String> DENSE =
      List.of(
          "nyu_linear",
          "nyu_linear4",
          "nyu_dpt",
          "kitti_linear",
          "kitti_linear4",
          "kitti_dpt",
          "ade20k_linear",
          "ade20k_ms",
          "voc2012_linear",
          "voc2012_ms");

  /** All of them. */
  public static Stream<ReleasedHead> all() {
    return ModelCatalogue.models().stream().flatMap(ReleasedHead::of);
  }

  private static Stream<ReleasedHead> of(ReleasedModel backbone) {
    Stream<String> dense = backbone.config().registers() == 0 ? DENSE.stream() : Stream.of();
    return Stream.concat(CLASSIFIERS.stream(), dense).map(kind -> new ReleasedHead(backbone, kind));
  }

  /**
   * By name, such as {@code dinov2_vits14_nyu_dpt}, or by the name of its file.
   *
   * @param name with an alias of the backbone too
   */
  public static Optional<ReleasedHead> find(String name) {
    return all()
        .filter(head ->
            name.equals(head.fileName())
                || name.endsWith("_" + head.kind)
                    && ModelCatalogue.find(
                            name.substring(0, name.length() - head.kind.length() - 1))
                        .equals(Optional.of(head.backbone)))
        .findFirst();
  }

  @Override
  public String name() {
    return backbone.name() + "_" + kind;
  }

  @Override
  public String fileName() {
    return name() + "_head.pth";
  }

  @Override
  public String path() {
    return backbone.folder() + fileName();
  }

  @Override
  public Optional<String> sha256() {
    return Optional.empty();
  }

  @Override
  public String instead() {
    return "or train a head by dino4j evaluate";
  }
}
