package io.github.dino4j.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.DemoModel;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.TensorEntry;
import io.github.dino4j.torch.file.WeightFile;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class LoadedModel implements AutoCloseable {
  private final String name;
  private final VisionTransformerConfig config;
  private final Map<String, TensorEntry> weights;
  private final @Nullable WeightFile file;
  private @Nullable VisionTransformer trainable;

  private LoadedModel(
      String name,
      VisionTransformerConfig config,
      Map<String, TensorEntry> weights,
      @Nullable WeightFile file) {
    this.name = name;
    this.config = config;
    this.weights = weights;
    this.file = file;
  }

  static LoadedModel open(String model) {
    if (model.equals(DemoModel.NAME)) {
      return new LoadedModel("demo", DemoModel.config(), DemoModel.weights(), null);
    }
    WeightFile file = WeightFile.open(Path.of(model));
    return new LoadedModel(model, VisionTransformerConfig.small(), file.entries(), file);
  }

  VisionTransformerConfig config() {
    return config;
  }

  String name() {
    return name;
  }

  private TensorEntry weight(String name) {
    TensorEntry entry = weights.get(name);
    if (entry == null) {
      throw new DinoException("the weights lack " + name);
    }
    return entry;
  }

  Backbone backbone(ExtractorOptions options) {
    ComputeDevice device = options.device() == null ? ComputeDevice.best() : options.device();
    device.require();
    if (device == ComputeDevice.CPU) {
      Precision precision = options.precision() == null ? Precision.auto() : options.precision();
      return new PackedBackbone(
          new FrozenTransformer(
              name -> weight(name).floats(),
              config,
              new FrozenTransformer.Options(precision, options.threads())));
    }
    return new TorchBackbone(
        build(), device, options.precision() == null ? Precision.BF16 : options.precision());
  }

  private VisionTransformer build() {
    VisionTransformer model = new VisionTransformer(config);
    try (Scope scope = Scope.open()) {
      Map<String, org.bytedeco.pytorch.Tensor> tensors = new java.util.LinkedHashMap<>();
      weights.forEach((name, entry) ->
          tensors.put(
              name,
              Tensors.of(
                  entry.floats().toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT),
                  entry.shape())));
      model.parameters().load(tensors);
    }
    return model;
  }

  synchronized VisionTransformer trainable() {
    if (trainable == null) {
      trainable = build();
    }
    return trainable;
  }

  @Override
  public synchronized void close() {
    if (trainable != null) {
      trainable.close();
    }
    if (file != null) {
      file.close();
    }
  }
}
