package io.github.dino4j.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.DemoModel;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.catalogue.ModelFiles;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.file.TensorEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's configuration and weights, and its two forms: packed for features, trainable for what
 * needs a look inside. The trainable one is built when it is first asked for. Owns the file and the
 * trainable form.
 */
final class LoadedModel implements AutoCloseable {
  private final String name;
  private final VisionTransformerConfig config;
  private final Map<String, TensorEntry> parameters;
  private final AutoCloseable source;
  private @Nullable VisionTransformer trainable;

  private LoadedModel(
      String name,
      VisionTransformerConfig config,
      Map<String, TensorEntry> parameters,
      AutoCloseable source) {
    this.name = name;
    this.config = config;
    this.parameters = parameters;
    this.source = source;
  }

  static LoadedModel open(String model, DownloadProgress progress) {
    if (model.equals(DemoModel.NAME)) {
      return new LoadedModel(model, DemoModel.config(), DemoModel.weights(), () -> {});
    }
    ModelFile file = ModelFiles.open(model, progress);
    return new LoadedModel(model, file.config(), file.parameters(), file);
  }

  String name() {
    return name;
  }

  VisionTransformerConfig config() {
    return config;
  }

  /** The frozen form for these options; the caller closes it. */
  Backbone backbone(ExtractorOptions options) {
    ComputeDevice device = options.device() == null ? ComputeDevice.best() : options.device();
    device.require();
    Precision asked = options.precision();
    return switch (device) {
      case CPU -> packed(asked == null ? Precision.auto() : asked, options.threads());
      case CUDA -> new TorchBackbone(build(), device, asked == null ? Precision.BF16 : asked);
    };
  }

  private Backbone packed(Precision precision, int threads) {
    FrozenTransformer.Options options = new FrozenTransformer.Options(precision, threads);
    return new PackedBackbone(
        new FrozenTransformer(name -> parameter(name).floats(), config, options));
  }

  private TensorEntry parameter(String name) {
    TensorEntry entry = parameters.get(name);
    if (entry == null) {
      throw new DinoException("the model has no parameter " + name);
    }
    return entry;
  }

  /** The trainable form in fp32 on the processor; owned by this. */
  synchronized VisionTransformer trainable() {
    if (trainable == null) {
      trainable = build();
    }
    return trainable;
  }

  private VisionTransformer build() {
    VisionTransformer model = new VisionTransformer(config);
    try {
      FileTensors.load(model.parameters(), parameters);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    if (trainable != null) {
      trainable.close();
    }
    try {
      source.close();
    } catch (Exception e) {
      throw new DinoException("the model file cannot be closed: " + e.getMessage(), e);
    }
  }
}
