package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.TensorEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of timm's VisionTransformer. It has no mask token; with registers its position grid
 * lacks the place of CLS, which is added to the CLS token for good. What that loses goes into the
 * metadata, so that the way back is exact. (timm/models/vision_transformer.py, {@code
 * _convert_dinov2}.)
 */
final class TimmNames {
  private TimmNames() {}

  static Map<String, TensorEntry> canonical(
      Map<String, TensorEntry> tensors, Map<String, String> metadata) {
    boolean gated = isGated(tensors);
    Map<String, TensorEntry> canonical = new LinkedHashMap<>();
    tensors.forEach((name, entry) -> {
      String renamed = name.equals("reg_token") ? "register_tokens" : name;
      if (gated) {
        renamed = renamed.replace(".mlp.fc1.", ".mlp.w12.").replace(".mlp.fc2.", ".mlp.w3.");
      }
      canonical.put(renamed, entry.named(renamed));
    });
    TensorEntry cls = canonical.get("cls_token");
    TensorEntry grid = canonical.get("pos_embed");
    if (cls != null && grid != null && lacksClsPosition(grid)) {
      unfold(canonical, new Folded(cls, grid), metadata);
    }
    if (cls != null) {
      Notes.tensor(metadata, "mask_token", 1, cls.elements())
          .ifPresent(mask -> canonical.put("mask_token", mask));
    }
    return canonical;
  }

  /** A packed SwiGLU has twice as many outputs in fc1 as inputs in fc2. */
  private static boolean isGated(Map<String, TensorEntry> tensors) {
    TensorEntry up = tensors.get("blocks.0.mlp.fc1.weight");
    TensorEntry down = tensors.get("blocks.0.mlp.fc2.weight");
    return up != null
        && down != null
        && up.shape().length == 2
        && down.shape().length == 2
        && up.shape()[0] == 2 * down.shape()[1];
  }

  private static boolean lacksClsPosition(TensorEntry grid) {
    return grid.shape().length == 3 && grid.shape()[0] == 1 && isSquare(grid.shape()[1]);
  }

  static boolean isSquare(long number) {
    long root = Math.round(Math.sqrt(number));
    return root * root == number;
  }

  /** A CLS token with its position added, and positions without. */
  private record Folded(TensorEntry cls, TensorEntry grid) {}

  private static void unfold(
      Map<String, TensorEntry> canonical, Folded folded, Map<String, String> metadata) {
    long dim = folded.cls().elements();
    Optional<TensorEntry> cls = Notes.tensor(metadata, "cls_token", 1, 1, dim);
    Optional<TensorEntry> position = Notes.tensor(metadata, "cls_position", 1, 1, dim);
    boolean known =
        cls.isPresent()
            && position.isPresent()
            && same(Halves.sum(cls.get(), position.get()), folded.cls());
    canonical.put("cls_token", known ? cls.get() : folded.cls());
    TensorEntry first = known ? position.get() : Halves.negativeZeros(folded.cls());
    canonical.put("pos_embed", prepend(first, folded.grid()));
  }

  private static boolean same(TensorEntry a, TensorEntry b) {
    return a.type() == b.type() && a.bytes().mismatch(b.bytes()) < 0;
  }

  private static TensorEntry prepend(TensorEntry first, TensorEntry grid) {
    long dim = first.elements();
    long rows = grid.shape()[1];
    TensorEntry flat = grid.reshaped(rows, grid.shape()[2]);
    return TensorEntry.concatenate("pos_embed", List.of(first.reshaped(1, dim), flat))
        .reshaped(1, 1 + rows, dim);
  }

  /**
   * The other way.
   *
   * @param metadata takes what timm has no place for
   */
  static List<TensorEntry> foreign(
      Map<String, TensorEntry> canonical, Map<String, String> metadata) {
    boolean folds = canonical.containsKey("register_tokens");
    List<TensorEntry> foreign = new ArrayList<>();
    canonical.forEach((name, entry) -> {
      if (name.equals("mask_token")) {
        Notes.putTensor(metadata, entry);
      } else if (!folds || !(name.equals("cls_token") || name.equals("pos_embed"))) {
        foreign.add(entry.named(timmName(name)));
      }
    });
    if (folds) {
      foreign.addAll(fold(get(canonical, "cls_token"), get(canonical, "pos_embed"), metadata));
    }
    return foreign;
  }

  private static String timmName(String name) {
    return name.equals("register_tokens")
        ? "reg_token"
        : name.replace(".mlp.w12.", ".mlp.fc1.").replace(".mlp.w3.", ".mlp.fc2.");
  }

  private static TensorEntry get(Map<String, TensorEntry> tensors, String name) {
    TensorEntry entry = tensors.get(name);
    if (entry == null) {
      throw new DinoException("missing " + name);
    }
    return entry;
  }

  private static List<TensorEntry> fold(
      TensorEntry cls, TensorEntry positions, Map<String, String> metadata) {
    long dim = cls.elements();
    long rows = positions.shape()[1];
    TensorEntry flat = positions.reshaped(rows, dim);
    TensorEntry position = flat.rows(0, 1).reshaped(1, 1, dim);
    Notes.putTensor(metadata, cls);
    Notes.putTensor(metadata, position.named("cls_position"));
    return List.of(
        Halves.sum(cls, position).named("cls_token"),
        flat.rows(1, rows - 1).reshaped(1, rows - 1, dim).named("pos_embed"));
  }
}
