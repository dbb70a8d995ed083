package io.github.dino4j.torch.file;

import io.github.dino4j.DinoException;
import io.github.dino4j.files.Quoted;
import io.github.dino4j.torch.file.Pickled.Global;
import io.github.dino4j.torch.file.Pickled.Opaque;
import io.github.dino4j.torch.file.Pickled.Storage;
import io.github.dino4j.torch.file.Pickled.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The functions and classes that a checkpoint may name, each with what it builds here. None is ever
 * imported or run: tensors and dictionaries are rebuilt as data, objects that training leaves in
 * checkpoints become {@link Opaque}, and every other name is refused.
 */
final class PickleGlobals {
  /** Builds a value from the arguments of a call. */
  private interface Builder {
    Object build(List<?> arguments);
  }

  private static final Map<String, Builder> BUILDERS =
      Map.of(
          "collections.OrderedDict", PickleGlobals::dictionary,
          "torch.Size", arguments -> list(arguments, 0),
          "torch._utils._rebuild_tensor", PickleGlobals::tensor,
          "torch._utils._rebuild_tensor_v2", PickleGlobals::tensor,
          "torch._utils._rebuild_tensor_v3", PickleGlobals::typedTensor,
          "torch._utils._rebuild_parameter", arguments -> argument(arguments, 0),
          "torch._utils._rebuild_parameter_with_state", arguments -> argument(arguments, 0),
          "torch._tensor._rebuild_from_type_v2", PickleGlobals::subclassed);

  private static final Set<String> HARMLESS =
      Set.of(
          "argparse.Namespace",
          "collections.defaultdict",
          "collections.Counter",
          "typing.Any",
          "pathlib.Path",
          "pathlib.PosixPath",
          "pathlib._local.PosixPath",
          "numpy.dtype",
          "numpy.ndarray",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct",
          "_codecs.encode",
          "copy_reg._reconstructor",
          "copyreg._reconstructor",
          "torch.Tensor",
          "torch.nn.parameter.Parameter",
          "torch.device",
          "omegaconf.dictconfig.DictConfig",
          "omegaconf.listconfig.ListConfig",
          "omegaconf.base.Metadata",
          "omegaconf.base.ContainerMetadata",
          "omegaconf.nodes.AnyNode",
          "omegaconf.nodes.StringNode",
          "omegaconf.nodes.IntegerNode",
          "omegaconf.nodes.FloatNode",
          "omegaconf.nodes.BooleanNode");

  private static final Set<String> BUILTINS =
      Set.of(
          "object",
          "long",
          "complex",
          "bytes",
          "bytearray",
          "set",
          "frozenset",
          "dict",
          "list",
          "tuple",
          "int",
          "float",
          "bool",
          "str");

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

  /** The value of a name in a pickle. */
  static Object resolve(String module, String attribute) {
    String name = module + "." + attribute;
    if (BUILDERS.containsKey(name)
        || HARMLESS.contains(name)
        || TYPES.containsKey(name)
        || UNSUPPORTED_STORAGES.contains(name)
        || storageType(name) != null
        || ((module.equals("builtins") || module.equals("__builtin__"))
            && BUILTINS.contains(attribute))) {
      return new Global(name);
    }
    throw new DinoException(
        "refused: the file asks to call %s, and weights need no such thing; nothing in it was run"
            .formatted(Quoted.of(name)));
  }

  /** What calling {@code function} gives. */
  static Object call(Object function, Object arguments) {
    if (function instanceof Global(String name)) {
      Builder builder = BUILDERS.get(name);
      return builder == null || !(arguments instanceof List<?> list)
          ? new Opaque(name)
          : builder.build(list);
    }
    return new Opaque("object");
  }

  /** A persistent id, {@code ('storage', type, key, location, elements, ...)}. */
  static Storage storage(Object id) {
    if (id instanceof List<?> parts
        && parts.size() >= 5
        && "storage".equals(parts.get(0))
        && parts.get(1) instanceof Global(String name)
        && parts.get(2) instanceof String key
        && parts.get(4) instanceof Long elements
        && elements >= 0) {
      DType type = storageType(name);
      if (type == null) {
        throw new DinoException("tensors of %s are not supported".formatted(Quoted.of(name)));
      }
      if (parts.size() > 5 && parts.get(5) instanceof List<?>) {
        throw new DinoException(
            "storages that view others are not supported; save with a newer PyTorch");
      }
      return new Storage(type, key, elements);
    }
    throw new DinoException("the file is damaged: it refers to something that is no storage");
  }

  private static final Set<String> UNSUPPORTED_STORAGES =
      Set.of(
          "torch.ComplexFloatStorage",
          "torch.ComplexDoubleStorage",
          "torch.QInt8Storage",
          "torch.QUInt8Storage",
          "torch.QInt32Storage");

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
    if (!(argument(arguments, 0) instanceof Storage storage)) {
      throw new DinoException("the file is damaged: a tensor has no storage");
    }
    return view(storage, storage.type(), arguments);
  }

  /** Version 3 names the type apart, as its seventh argument, and gives an untyped storage. */
  private static Object typedTensor(List<?> arguments) {
    DType type = argument(arguments, 6) instanceof Global(String name) ? TYPES.get(name) : null;
    if (!(argument(arguments, 0) instanceof Storage storage) || type == null) {
      throw new DinoException("the file is damaged: a tensor has no storage or no type");
    }
    return view(storage, type, arguments);
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
    return call(argument(arguments, 0), argument(arguments, 2));
  }

  private static Object dictionary(List<?> arguments) {
    if (!arguments.isEmpty()) {
      throw new DinoException(
          "dictionaries in the style of Python 2 are not supported; save it again");
    }
    return new LinkedHashMap<>();
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
