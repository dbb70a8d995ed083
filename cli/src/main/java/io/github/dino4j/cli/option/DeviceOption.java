package io.github.dino4j.cli.option;

import io.github.dino4j.torch.ComputeDevice;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On what a command computes: the same words everywhere. */
public final class DeviceOption {
  enum Choice {
    AUTO(null),
    CPU(ComputeDevice.CPU),
    CUDA(ComputeDevice.CUDA);

    private final @Nullable ComputeDevice device;

    Choice(@Nullable ComputeDevice device) {
      this.device = device;
    }
  }

  private static final class Converter extends WordConverter<Choice> {
    Converter() {
      super(Choice.values(), choice -> choice.name().toLowerCase(Locale.ROOT));
    }
  }

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda",
      converter = Converter.class,
      defaultValue = "auto",
      description = "auto is a GPU where there is one and this build can use it.")
  private Choice choice = Choice.AUTO;

  /** What the user named; null for the best there is. */
  public @Nullable ComputeDevice chosen() {
    return choice.device;
  }

  /**
   * What it comes to on this machine.
   *
   * @throws io.github.dino4j.DinoException in one line, if the user named one that is not there
   */
  public ComputeDevice resolved() {
    ComputeDevice named = chosen();
    ComputeDevice device = named == null ? ComputeDevice.best() : named;
    device.require();
    return device;
  }
}
