package io.github.dino4j.torch.pickle;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.pickle.PickleNames.Kind;
import io.github.dino4j.torch.pickle.Pickled.Global;
import io.github.dino4j.torch.pickle.Pickled.Opaque;
import io.github.dino4j.torch.pickle.Pickled.Storage;
import io.github.dino4j.torch.pickle.Pickled.Unsupported;
import io.github.dino4j.torch.pickle.Pickled.View;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.StridedView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the functions and classes that a checkpoint names build here. None is ever imported or run:
 * tensors and dictionaries are rebuilt as data, objects that training leaves in checkpoints become
 * {@link Opaque}, and what {@link PickleNames} finds hostile is refused.
 */
final class PickleGlobals {
  /** Builds a value from the arguments of a call. */
  private interface Builder {
    Object build(List<?> arguments);
  }

  private static final String SUBCLASSED = "torch._tensor._rebuild_from_type_v2";

  private static final Map<String, Builder> BUILDERS =
      Map.of(
          "collections.OrderedDict",
          PickleGlobals::dictionary,
          "collections.defaultdict",
          _ -> new LinkedHashMap<>(),
          "torch.Size",
          arguments -> list(arguments, 0),
          "torch._utils._rebuild_tensor",
          PickleGlobals::tensor,
          "torch._utils._rebuild_tensor_v2",
          PickleGlobals::tensor,
          "torch._utils._rebuild_tensor_v3",
          PickleGlobals::typedTensor,
          "torch._utils._rebuild_parameter",
          arguments -> argument(arguments, 0),
          "torch._utils._rebuild_parameter_with_state",
          arguments -> argument(arguments, 0),
          SUBCLASSED,
          PickleGlobals::subclassed);

  private static final Map<String, DType> TYPES =
      Map.of(
          "torch.float64", DType.F64,
          "torch.float32", DType.F32,
          "torch.float16", DType.F16,
          "torch.bfloat16", DType.BF16,
          "torch.int64", DType.I64,
          "torch.int32", DType.I32,
          "torch.int16", DType.I16,
          "torch.int8", DType.I8,
          "torch.uint8", DType.U8,
          "torch.bool", DType.BOOL);

  private PickleGlobals() {}

  /**
   * The value of a name in a pickle.
   *
   * @throws DinoException if it is a tool of Python's that no weights need
   */
  static Global resolve(String module, String attribute) {
    String name = module + "." + attribute;
    Kind kind = PickleNames.of(module, attribute);
    if (kind == Kind.HOSTILE) {
      throw refused(name);
    }
    return new Global(name, kind);
  }

  static DinoException refused(String name) {
    return new DinoException(
        "refused: the file asks to call %s, and weights need no such thing; nothing in it was run"
            .formatted(Quoted.of(name)));
  }

  /** What calling {@code function} gives; where that is not data, an object of no concern. */
  static Object call(Object function, Object arguments) {
    if (function instanceof Global(String name, _)) {
      Builder builder = BUILDERS.get(name);
      return builder == null || !(arguments instanceof List<?> list)
          ? new Opaque(className(name, arguments))
          : builder.build(list);
    }
    return new Opaque("object");
  }

  /**
   * Python 3.11 writes a member of an enumeration as {@code getattr(Colour, "RED")}, which looks
   * into a class of data and calls nothing. Any other use is refused.
   */
  static Global attribute(Global getattr, Object arguments) {
    if (arguments instanceof List<?> list
        && list.size() == 2
        && list.get(0) instanceof Global(String type, Kind kind)
        && kind == Kind.DATA
        && list.get(1) instanceof String name) {
      return new Global(type + "." + name, PickleNames.ofAttribute(name));
    }
    throw refused(getattr.name());
  }

  /** These make an object of the class that is their first argument. */
  private static final Set<String> CONSTRUCTORS =
      Set.of(
          "copyreg._reconstructor",
          "copy_reg._reconstructor",
          "copyreg.__newobj__",
          "copyreg.__newobj_ex__",
          "torch._utils._rebuild_wrapper_subclass");

  private static String className(String name, Object arguments) {
    return CONSTRUCTORS.contains(name)
            && arguments instanceof List<?> list
            && !list.isEmpty()
            && list.getFirst() instanceof Global(String type, _)
        ? type
        : name;
  }

  /**
   * A persistent id, {@code ('storage', type, key, location, elements, ...)}; before PyTorch 1.6
   * also {@code ('module', class, file, source)}, which stands for the class.
   */
  static Object storage(Object id) {
    if (id instanceof List<?> parts && parts.size() > 1 && "module".equals(parts.getFirst())) {
      return parts.get(1);
    }
    if (id instanceof List<?> parts
        && parts.size() >= 5
        && "storage".equals(parts.get(0))
        && parts.get(1) instanceof Global(String name, _)
        && parts.get(2) instanceof String key
        && parts.get(4) instanceof Long elements
        && elements >= 0) {
      DType type = storageType(name);
      if (type == null) {
        return new Unsupported(name);
      }
      if (parts.size() > 5 && parts.get(5) instanceof List<?>) {
        throw new DinoException(
            "storages that view others are not supported; save with a newer PyTorch");
      }
      return new Storage(type, key, elements);
    }
    throw new DinoException("the file is damaged: it refers to something that is no storage");
  }

  /** Null if there is no storage of that name. */
  private static @Nullable DType storageType(String name) {
    if (name.equals("torch.storage.UntypedStorage") || name.equals("torch.UntypedStorage")) {
      return DType.U8;
    }
    for (DType type : DType.values()) {
      if (name.equals("torch." + type.storage + "Storage")) {
        return type;
      }
    }
    return null;
  }

  private static Object tensor(List<?> arguments) {
    return switch (argument(arguments, 0)) {
      case Storage storage -> view(storage, storage.type(), arguments);
      case Unsupported unsupported -> unsupported;
      default -> throw new DinoException("the file is damaged: a tensor has no storage");
    };
  }

  /** Version 3 names the type apart, as its seventh argument, and gives an untyped storage. */
  private static Object typedTensor(List<?> arguments) {
    if (!(argument(arguments, 0) instanceof Storage storage)
        || !(argument(arguments, 6) instanceof Global(String name, _))) {
      throw new DinoException("the file is damaged: a tensor has no storage or no type");
    }
    DType type = TYPES.get(name);
    return type == null ? new Unsupported(name) : view(storage, type, arguments);
  }

  private static View view(Storage storage, DType type, List<?> arguments) {
    if (!(argument(arguments, 1) instanceof Long offset)) {
      throw new DinoException("the file is damaged: a tensor has no offset");
    }
    long[] shape = numbers(list(arguments, 2));
    long[] strides = numbers(list(arguments, 3));
    return new View(storage, type, new StridedView(offset, shape, strides));
  }

  /** {@code (function, class, arguments, state)}: a tensor with attributes. */
  private static Object subclassed(List<?> arguments) {
    Object function = argument(arguments, 0);
    if (function instanceof Global(String name, Kind kind)
        && (kind == Kind.FUNCTION || name.equals(SUBCLASSED))) {
      throw refused(name);
    }
    return call(function, argument(arguments, 2));
  }

  /** Empty, or of pairs as Python 2 wrote them. */
  private static Object dictionary(List<?> arguments) {
    Map<Object, Object> dictionary = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object pair : list(arguments, 0)) {
        if (!(pair instanceof List<?> two) || two.size() != 2) {
          throw new DinoException("the file is damaged: an entry of a dictionary is no pair");
        }
        dictionary.put(two.get(0), two.get(1));
      }
    }
    return dictionary;
  }

  private static Object argument(List<?> arguments, int index) {
    if (index >= arguments.size()) {
      throw new DinoException("the file is damaged: an argument of a tensor is missing");
    }
    return arguments.get(index);
  }

  private static List<?> list(List<?> arguments, int index) {
    if (argument(arguments, index) instanceof List<?> list) {
      return list;
    }
    throw new DinoException("the file is damaged: a tensor has no shape");
  }

  private static long[] numbers(List<?> values) {
    if (values.size() > StridedView.MOST_DIMENSIONS) {
      throw new DinoException(
          "the file is damaged: a tensor has %d dimensions".formatted(values.size()));
    }
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(values.get(i) instanceof Long number)) {
        throw new DinoException("the file is damaged: a size is not a whole number");
      }
      numbers[i] = number;
    }
    return numbers;
  }
}
