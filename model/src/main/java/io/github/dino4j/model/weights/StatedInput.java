package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.InputChannels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Mean and deviation of the input channels, and who says so.
 *
 * @param source in words, such as {@code config.json}
 */
public record StatedInput(InputChannels channels, String source) {
  private static final double CLOSE = 1e-6;
  private static final double FULL_SCALE = 255;

  /** Where timm's configs keep them, of all its versions. */
  private static final List<String> SECTIONS =
      List.of("pretrained_cfg", "default_cfg", "data_config", "model_args", "args");

  /** What a config states at its top or in one of the sections that are usual for it. */
  static Optional<StatedInput> ofConfig(Map<?, ?> config, String file, int channels) {
    List<Map<?, ?>> places = new ArrayList<>();
    SECTIONS.forEach(name -> {
      if (config.get(name) instanceof Map<?, ?> section) {
        places.add(section);
      }
    });
    places.add(config);
    return places.stream()
        .map(place -> of(place, file, channels))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<StatedInput> of(Map<?, ?> json, String file, int channels) {
    Object mean = json.get("mean") == null ? json.get("image_mean") : json.get("mean");
    Object deviation = json.get("std") == null ? json.get("image_std") : json.get("std");
    if (Boolean.FALSE.equals(json.get("do_normalize"))) {
      mean = 0.0;
      deviation = 1.0;
    }
    if (mean == null && deviation == null) {
      return Optional.empty();
    }
    double scale = scale(json, file);
    return Optional.of(
        new StatedInput(
            new InputChannels(
                numbers(mean, file, channels, scale),
                numbers(deviation, file, channels, scale),
                InputChannels.usual(channels).bitDepth()),
            file));
  }

  /** What full scale becomes before the mean is taken off. */
  private static double scale(Map<?, ?> json, String file) {
    if (Boolean.TRUE.equals(json.get("offset"))) {
      throw new DinoException(file + " shifts pixels by an offset, which is not supported");
    }
    if (Boolean.FALSE.equals(json.get("do_rescale"))) {
      return FULL_SCALE;
    }
    Object factor = json.get("rescale_factor");
    if (factor == null) {
      return 1;
    }
    if (!(factor instanceof Number number) || !(number.doubleValue() > 0)) {
      throw new DinoException("%s: rescale_factor is not a number above 0".formatted(file));
    }
    double scale = FULL_SCALE * number.doubleValue();
    return Math.abs(scale - 1) < CLOSE ? 1 : scale;
  }

  private static List<Double> numbers(
      @Nullable Object value, String file, int channels, double scale) {
    List<Double> numbers = new ArrayList<>();
    if (value instanceof Number number) {
      numbers.addAll(Collections.nCopies(channels, number.doubleValue() / scale));
    } else if (value instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Number number) {
          numbers.add(number.doubleValue() / scale);
        }
      }
    }
    if (numbers.size() != channels) {
      throw new DinoException(
          "%s does not state a mean and a deviation for each of %d channels; --mean and --std do"
              .formatted(file, channels));
    }
    return numbers;
  }

  /**
   * The first, if the others agree with it.
   *
   * @throws DinoException if they do not
   */
  static Optional<StatedInput> agreed(List<StatedInput> all) {
    for (StatedInput other : all) {
      if (!all.getFirst().agrees(other)) {
        throw new DinoException(
            "%s and %s state different means and deviations; --mean and --std say which are right"
                .formatted(all.getFirst().source, other.source));
      }
    }
    return all.stream().findFirst();
  }

  private boolean agrees(StatedInput other) {
    return close(channels.mean(), other.channels.mean())
        && close(channels.deviation(), other.channels.deviation());
  }

  private static boolean close(List<Double> a, List<Double> b) {
    for (int i = 0; i < a.size(); i++) {
      if (Math.abs(a.get(i) - b.get(i)) > CLOSE) {
        return false;
      }
    }
    return true;
  }

  /**
   * The same with what a user says instead.
   *
   * @throws DinoException if that is not one number a channel
   */
  StatedInput with(ModelHints hints) {
    if (hints.mean().isEmpty() && hints.deviation().isEmpty()) {
      return this;
    }
    List<Double> mean = hints.mean().isEmpty() ? channels.mean() : hints.mean();
    List<Double> deviation = hints.deviation().isEmpty() ? channels.deviation() : hints.deviation();
    if (mean.size() != channels.count() || deviation.size() != channels.count()) {
      throw new DinoException(
          "the model takes %d channels, and --mean and --std need one number for each"
              .formatted(channels.count()));
    }
    return new StatedInput(
        new InputChannels(mean, deviation, channels.bitDepth()), "--mean and --std");
  }

  @Override
  public String toString() {
    return "mean %s, deviation %s (%s)".formatted(channels.mean(), channels.deviation(), source);
  }
}
