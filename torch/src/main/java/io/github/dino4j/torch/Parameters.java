package io.github.dino4j.torch;

import io.github.dino4j.DinoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The named parameters of a network, in order of creation. The layers of a network share one
 * instance, each seeing it under the prefix of its own name, so a name such as {@code
 * blocks.2.norm1.weight} is spelled by where the layer stands.
 *
 * <p>Owns its tensors: {@link #close()} on any view frees them all.
 */
public final class Parameters implements AutoCloseable {
  private final Map<String, Tensor> tensors;
  private final String prefix;

  public Parameters() {
    this(new LinkedHashMap<>(), "");
  }

  private Parameters(Map<String, Tensor> tensors, String prefix) {
    this.tensors = tensors;
    this.prefix = prefix;
  }

  /** The same parameters seen from inside the module {@code name}. */
  public Parameters in(String name) {
    return new Parameters(tensors, prefix + name + ".");
  }

  /**
   * A new float32 leaf of zeros that requires a gradient, registered under the prefix of this view.
   */
  public Tensor create(String name, long... shape) {
    try (Scope scope = Scope.open()) {
      Tensor tensor = Scope.keep(Tensors.zeros(shape).set_requires_grad(true));
      if (tensors.putIfAbsent(prefix + name, tensor) != null) {
        throw new IllegalArgumentException("two parameters are called " + prefix + name);
      }
      return tensor;
    }
  }

  /** Full name to parameter, in order of creation. */
  public Map<String, Tensor> named() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Number of trainable values. */
  public long count() {
    return tensors.values().stream().mapToLong(Tensor::numel).sum();
  }

  /**
   * Copies {@code values} into the parameters.
   *
   * @throws DinoException naming every missing, unexpected and misshapen tensor at once
   */
  public void load(Map<String, Tensor> values) {
    List<String> faults = new ArrayList<>();
    tensors.forEach((name, parameter) -> check(name, parameter, values, faults));
    values.keySet().stream()
        .filter(name -> !tensors.containsKey(name))
        .forEach(name -> faults.add("unexpected " + name));
    if (!faults.isEmpty()) {
      throw new DinoException("the weights do not fit the model: " + String.join("; ", faults));
    }
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      tensors.forEach((name, parameter) -> parameter.copy_(value(values, name)));
    }
  }

  private static void check(
      String name, Tensor parameter, Map<String, Tensor> values, List<String> faults) {
    Tensor value = values.get(name);
    if (value == null) {
      faults.add("missing " + name);
    } else if (!java.util.Arrays.equals(Tensors.shape(value), Tensors.shape(parameter))) {
      faults.add(
          "%s is %s, not %s"
              .formatted(
                  name,
                  Tensors.describe(Tensors.shape(value)),
                  Tensors.describe(Tensors.shape(parameter))));
    }
  }

  private static Tensor value(Map<String, Tensor> values, String name) {
    Tensor value = values.get(name);
    if (value == null) {
      throw new IllegalStateException(name);
    }
    return value;
  }

  /**
   * Moves every parameter, in place: the layers that hold them see the move. They are new leaves
   * then, so what was made for the old ones, such as gradients and hooks, is made anew.
   */
  public void moveTo(Device device, ScalarType type) {
    try (Scope scope = Scope.open()) {
      tensors.values().forEach(parameter -> move(parameter, device, type));
    }
  }

  /** {@code set_data} would do from the processor to CUDA, but not to every device of libtorch. */
  private static void move(Tensor parameter, Device device, ScalarType type) {
    boolean trainable = parameter.requires_grad();
    Tensor moved = parameter.detach().to(device, type);
    Tensor ignored = parameter.put(moved.set_requires_grad(trainable));
  }

  @Override
  public void close() {
    tensors.values().forEach(Scope::free);
    tensors.clear();
  }
}
