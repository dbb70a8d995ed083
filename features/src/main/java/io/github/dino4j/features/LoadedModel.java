package io.github.dino4j.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.onednn.NotImplementedException;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.catalogue.ModelFiles;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.frozen.packing.Weights;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.ModelHints;
import io.github.dino4j.model.weights.ModelSummary;
import io.github.dino4j.model.weights.ParameterHash;
import io.github.dino4j.model.weights.StatedInput;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.Computation.Engine;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model's configuration and weights, and its two forms: packed for features, trainable for what
 * needs a look inside. The trainable one is built when it is first asked for. Owns the file and the
 * trainable form.
 */
final class LoadedModel implements AutoCloseable {
  private final String name;
  private final VisionTransformerConfig config;
  private final StatedInput input;
  private final @Nullable String choice;
  private final Source source;
  private @Nullable VisionTransformer trainable;
  private @Nullable String hash;

  /**
   * Where the weights are.
   *
   * @param weights for the packed form
   * @param fill copies them into the parameters of a trainable form
   * @param entries them all
   * @param closing what is closed when nobody needs them any more
   */
  private record Source(
      Weights weights,
      Consumer<Parameters> fill,
      Supplier<Collection<TensorEntry>> entries,
      AutoCloseable closing) {
    static Source of(Map<String, TensorEntry> entries, AutoCloseable closing) {
      return new Source(
          name -> find(entries, name).floats(),
          parameters -> FileTensors.load(parameters, entries),
          entries::values,
          closing);
    }

    static Source of(Parameters live) {
      return new Source(
          name -> FileTensors.floats(find(live.named(), name)),
          parameters -> parameters.load(live.named()),
          () -> entries(live),
          () -> {});
    }

    private static Collection<TensorEntry> entries(Parameters live) {
      List<TensorEntry> entries = new ArrayList<>();
      live.named()
          .forEach((name, tensor) -> {
            try (Scope scope = Scope.open()) {
              entries.add(TensorEntry.of(name, Tensors.toFloats(tensor), Tensors.shape(tensor)));
            }
          });
      return entries;
    }

    private static <T> T find(Map<String, T> named, String name) {
      T found = named.get(name);
      if (found == null) {
        throw new DinoException("the model has no parameter " + name);
      }
      return found;
    }
  }

  private LoadedModel(String name, ModelSummary summary, Source source) {
    this.name = name;
    this.config = summary.config();
    this.input = summary.input();
    this.choice = summary.choice().orElse(null);
    this.source = source;
  }

  private LoadedModel(VisionTransformer live, StatedInput input) {
    this.name = "in memory";
    this.config = live.config();
    this.input = input;
    this.choice = null;
    this.source = Source.of(live.parameters());
  }

  static LoadedModel open(String model, ModelHints hints, DownloadProgress progress) {
    ModelFile file = ModelFiles.open(model, hints, progress);
    try {
      return new LoadedModel(model, file.summary(), Source.of(file.parameters(), file));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** A model in memory, which stays its owner's. */
  static LoadedModel of(VisionTransformer model, InputChannels input) {
    return new LoadedModel(model, new StatedInput(input, "its owner"));
  }

  String name() {
    return name;
  }

  VisionTransformerConfig config() {
    return config;
  }

  StatedInput input() {
    return input;
  }

  /**
   * Tells models apart: a digest of configuration, input and every weight. Reads them all when it
   * is first asked for.
   */
  synchronized String hash() {
    if (hash == null) {
      hash = ParameterHash.of(source.entries().get(), config + " " + input);
    }
    return hash;
  }

  /** Which of several states in a checkpoint it is; null where there was one. */
  @Nullable String choice() {
    return choice;
  }

  /** The frozen form for these options; the caller closes it. */
  FrozenBackbone backbone(ExtractorOptions options) {
    ComputeDevice device = options.device() == null ? ComputeDevice.best() : options.device();
    device.require();
    Precision asked = options.precision();
    return switch (device) {
      case CPU -> packed(asked == null ? Precision.auto() : asked, options.threads());
      case CUDA -> byTorch(device, Engine.CUDA, asked == null ? Precision.BF16 : asked, "");
    };
  }

  /** A model that cannot be packed is computed all the same, only slower. */
  private FrozenBackbone packed(Precision precision, int threads) {
    FrozenTransformer.Options options = new FrozenTransformer.Options(precision, threads);
    try {
      return new PackedBackbone(new FrozenTransformer(source.weights(), config, options));
    } catch (NotImplementedException e) {
      return byTorch(ComputeDevice.CPU, Engine.AUTOGRAD, precision, String.valueOf(e.getMessage()));
    }
  }

  private FrozenBackbone byTorch(
      ComputeDevice device, Engine engine, Precision precision, String reason) {
    return new TorchBackbone(build(), device, Computation.of(engine, precision.type(), reason));
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
      source.fill().accept(model.parameters());
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
      source.closing().close();
    } catch (Exception e) {
      throw new DinoException("the model file cannot be closed: " + e.getMessage(), e);
    }
  }
}
