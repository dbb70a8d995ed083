package io.github.dino4j.torch.pickle;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.pickle.Pickled.Module;
import io.github.dino4j.torch.pickle.Pickled.Opaque;
import io.github.dino4j.torch.pickle.Pickled.Storage;
import io.github.dino4j.torch.pickle.Pickled.Unsupported;
import io.github.dino4j.torch.pickle.Pickled.View;
import io.github.dino4j.torch.storage.StridedView;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects the tensors of nested dictionaries and lists under dotted names. Bounded in depth and
 * number, because a pickle may refer to the same dictionary from many places, or to itself.
 */
public final class TensorTree {
  private static final int DEEPEST = 16;
  private static final int MOST_NODES = 1_000_000;
  private static final int LONGEST_NAME = 1000;

  /** What FSDP makes of a layer's parameters: one vector, of which each process holds a part. */
  private static final Pattern FLAT = Pattern.compile("(.*\\.)?_?flat_param(_\\d+)?");

  private static final Pattern SHARDED_CLASS =
      Pattern.compile("torch\\.distributed\\..*(ShardedTensor|DTensor)");

  private final Function<Storage, MemorySegment> storages;
  private final List<TensorEntry> entries = new ArrayList<>();
  private @Nullable Module module;
  private @Nullable Unsupported unsupported;
  private int nodes;

  private TensorTree(Function<Storage, MemorySegment> storages) {
    this.storages = storages;
  }

  /**
   * @param storages finds the bytes of a storage, at least as many as it says
   */
  public static List<TensorEntry> flatten(Object root, Function<Storage, MemorySegment> storages) {
    if (root instanceof Module whole) {
      throw wholeModule(whole);
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new DinoException(
          "holds %s, not tensors by name; save a state dict".formatted(words(root)));
    }
    TensorTree tree = new TensorTree(storages);
    tree.visitMap("", map, 0);
    if (tree.entries.isEmpty()) {
      throw tree.nothing();
    }
    return tree.entries;
  }

  private DinoException nothing() {
    if (module != null) {
      return wholeModule(module);
    }
    return new DinoException(
        unsupported == null
            ? "holds no tensors"
            : "tensors of %s are not supported".formatted(Quoted.of(unsupported.type())));
  }

  static DinoException wholeModule(Module module) {
    return new DinoException(
        "holds a whole module of class %s, which only its own code can read, and nothing in it was run; in Python save its weights alone: torch.save(model.state_dict(), \"weights.pth\")"
            .formatted(Quoted.of(module.name())));
  }

  private static String words(Object root) {
    return switch (root) {
      case List<?> _ -> "a list";
      case View _ -> "a single tensor";
      case Opaque(String name) -> "an object of " + Quoted.of(name);
      default -> "something else";
    };
  }

  private void visit(String name, Object value, int depth) {
    if (++nodes > MOST_NODES || depth > DEEPEST || name.length() > LONGEST_NAME) {
      throw new DinoException("refused: its dictionaries are nested too deeply");
    }
    switch (value) {
      case View view -> {
        requireWhole(name, FLAT.matcher(name).matches());
        entries.add(entry(name, view));
      }
      case Opaque(String type) -> requireWhole(name, SHARDED_CLASS.matcher(type).matches());
      case Module found -> module = found;
      case Unsupported found -> unsupported = found;
      case Map<?, ?> map -> visitMap(name + ".", map, depth);
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(name + "." + i, list.get(i), depth + 1);
        }
      }
      default -> {}
    }
  }

  /** The optimiser's state is of no concern, sharded or not. */
  private static void requireWhole(String name, boolean sharded) {
    if (sharded && !name.contains("optim")) {
      throw new DinoException(ShardedState.words("this file holds the shard of one process"));
    }
  }

  private void visitMap(String prefix, Map<?, ?> map, int depth) {
    map.forEach((key, value) -> visit(prefix + key, value, depth + 1));
  }

  private TensorEntry entry(String name, View tensor) {
    try {
      StridedView view = tensor.view();
      MemorySegment storage = storages.apply(tensor.storage());
      int width = tensor.type().bytes();
      view.check(tensor.storage().elements() * tensor.storage().type().bytes() / width);
      return view.isContiguous()
          ? TensorEntry.of(
              name,
              tensor.type(),
              view.shape(),
              storage.asSlice(view.offset() * width, view.elements() * width))
          : TensorEntry.strided(name, tensor.type(), view, storage);
    } catch (DinoException e) {
      throw new DinoException("tensor %s: %s".formatted(Quoted.of(name), e.getMessage()), e);
    }
  }
}
