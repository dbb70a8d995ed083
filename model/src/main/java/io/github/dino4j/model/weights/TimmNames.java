package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.FeedForward.Mlp;
import io.github.dino4j.model.layout.FeedForward.SwiGlu;
import io.github.dino4j.torch.storage.TensorEntry;
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

  /**
   * @param sizes what a config states of the images
   * @param metadata of the file
   */
  static Map<String, TensorEntry> canonical(
      Map<String, TensorEntry> tensors, StatedSizes sizes, Map<String, String> metadata) {
    boolean gated = isGated(tensors);
    Map<String, TensorEntry> canonical = new LinkedHashMap<>();
    tensors.forEach((name, entry) -> {
      String renamed = name.equals("reg_token") ? "register_tokens" : name;
      if (gated) {
        renamed = move(move(renamed, Mlp.UP, SwiGlu.UP), Mlp.DOWN, SwiGlu.DOWN);
      }
      canonical.put(renamed, entry.named(renamed));
    });
    TensorEntry cls = canonical.get("cls_token");
    TensorEntry positions = canonical.get("pos_embed");
    if (cls != null && positions != null && isTokens(cls) && isTokens(positions)) {
      int prefix = prefixPositions(canonical, sizes);
      if (prefix == 0) {
        unfold(canonical, new Folded(cls, positions), metadata);
      } else if (prefix > 1) {
        addToRegisters(canonical, prefix - 1);
      }
    }
    if (cls != null) {
      WeightMetadata.tensor(metadata, "mask_token", 1, cls.elements())
          .ifPresent(mask -> canonical.put("mask_token", mask));
    }
    return canonical;
  }

  /** {@code [1, N, dim]}. */
  private static boolean isTokens(TensorEntry entry) {
    return entry.shape().length == 3 && entry.shape()[0] == 1;
  }

  /**
   * How many positions come before the grid: none with {@code no_embed_class}, else one for CLS and
   * one for each register. The count tells, and where it fits more than one way the stated size of
   * the images.
   */
  private static int prefixPositions(Map<String, TensorEntry> canonical, StatedSizes sizes) {
    TensorEntry registers = canonical.get("register_tokens");
    TensorEntry patches = canonical.get("patch_embed.proj.weight");
    int patch = patches == null || patches.shape().length != 4 ? 1 : (int) patches.shape()[2];
    long count = require(canonical, "pos_embed").shape()[1];
    int all = 1 + (registers == null || !isTokens(registers) ? 0 : (int) registers.shape()[1]);
    for (int prefix : new int[] {0, all, 1}) {
      if (sizes.stated(count - prefix, patch).isPresent()) {
        return prefix;
      }
    }
    for (int prefix : new int[] {0, all, 1}) {
      if (sizes.grid(count - prefix, patch).isPresent()) {
        return prefix;
      }
    }
    return 1;
  }

  /** Registers get their positions for good: no image size changes those. */
  private static void addToRegisters(Map<String, TensorEntry> canonical, int count) {
    TensorEntry registers = require(canonical, "register_tokens");
    TensorEntry positions = require(canonical, "pos_embed");
    long dim = positions.shape()[2];
    long rows = positions.shape()[1];
    TensorEntry flat = positions.reshaped(rows, dim);
    TensorEntry own = flat.rows(1, count).reshaped(1, count, dim);
    canonical.put("register_tokens", Halves.sum(registers, own).named("register_tokens"));
    canonical.put(
        "pos_embed",
        TensorEntry.concatenate(
                "pos_embed", List.of(flat.rows(0, 1), flat.rows(1 + count, rows - 1 - count)))
            .reshaped(1, rows - count, dim));
  }

  /** A packed SwiGLU has twice as many outputs in fc1 as inputs in fc2. */
  private static boolean isGated(Map<String, TensorEntry> tensors) {
    TensorEntry up = tensors.get(BlockLayout.prefix(0) + Mlp.UP + ".weight");
    TensorEntry down = tensors.get(BlockLayout.prefix(0) + Mlp.DOWN + ".weight");
    return up != null
        && down != null
        && up.shape().length == 2
        && down.shape().length == 2
        && up.shape()[0] == 2 * down.shape()[1];
  }

  /** A CLS token with its position added, and positions without. */
  private record Folded(TensorEntry cls, TensorEntry grid) {}

  private static void unfold(
      Map<String, TensorEntry> canonical, Folded folded, Map<String, String> metadata) {
    long dim = folded.cls().elements();
    Optional<TensorEntry> cls = WeightMetadata.tensor(metadata, "cls_token", 1, 1, dim);
    Optional<TensorEntry> position = WeightMetadata.tensor(metadata, "cls_position", 1, 1, dim);
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
        WeightMetadata.putTensor(metadata, entry);
      } else if (!folds || !(name.equals("cls_token") || name.equals("pos_embed"))) {
        foreign.add(entry.named(timmName(name)));
      }
    });
    if (folds) {
      foreign.addAll(
          fold(require(canonical, "cls_token"), require(canonical, "pos_embed"), metadata));
    }
    return foreign;
  }

  private static String timmName(String name) {
    return name.equals("register_tokens")
        ? "reg_token"
        : move(move(name, SwiGlu.UP, Mlp.UP), SwiGlu.DOWN, Mlp.DOWN);
  }

  /** A parameter of one part of a block to another part. */
  private static String move(String name, String from, String to) {
    return name.replace("." + from + ".", "." + to + ".");
  }

  private static TensorEntry require(Map<String, TensorEntry> tensors, String name) {
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
    WeightMetadata.putTensor(metadata, cls);
    WeightMetadata.putTensor(metadata, position.named("cls_position"));
    return List.of(
        Halves.sum(cls, position).named("cls_token"),
        flat.rows(1, rows - 1).reshaped(1, rows - 1, dim).named("pos_embed"));
  }
}
