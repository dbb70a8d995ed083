package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What our files say in their metadata: the configuration, and tensors that the layout has no place
 * for but that the way back needs.
 */
final class WeightMetadata {
  static final String CONFIG = "dino4j.config";
  static final String LAYOUT = "dino4j.layout";
  private static final String INPUT = "dino4j.input";
  private static final String TENSOR = "dino4j.tensor.";

  private WeightMetadata() {}

  static void putConfig(Map<String, String> metadata, VisionTransformerConfig config) {
    metadata.put(CONFIG, Json.compact(ConfigJson.write(config)));
  }

  static Optional<VisionTransformerConfig> config(Map<String, String> metadata) {
    return Optional.ofNullable(metadata.get(CONFIG))
        .map(json -> ConfigJson.read(Json.object(json.getBytes(StandardCharsets.UTF_8))));
  }

  /** Unless it is what anyone would take. */
  static void putInput(Map<String, String> metadata, InputChannels input) {
    if (!input.equals(InputChannels.usual(input.count()))) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("mean", input.mean());
      json.put("deviation", input.deviation());
      json.put("bit_depth", input.bitDepth());
      metadata.put(INPUT, Json.compact(json));
    }
  }

  /** What the file says; empty where it has no note. */
  static Optional<InputChannels> input(Map<String, String> metadata, int channels) {
    String note = metadata.get(INPUT);
    if (note == null) {
      return Optional.empty();
    }
    Map<String, ?> json = Json.object(note.getBytes(StandardCharsets.UTF_8));
    InputChannels input =
        new InputChannels(
            numbers(json, "mean"),
            numbers(json, "deviation"),
            json.get("bit_depth") instanceof Number bits ? bits.intValue() : 0);
    if (input.count() != channels) {
      throw new DinoException(
          "its note tells of %d input channels and the model has %d"
              .formatted(input.count(), channels));
    }
    return Optional.of(input);
  }

  private static List<Double> numbers(Map<String, ?> json, String key) {
    List<Double> numbers = new ArrayList<>();
    if (json.get(key) instanceof List<?> values) {
      for (Object value : values) {
        if (value instanceof Number number) {
          numbers.add(number.doubleValue());
        }
      }
    }
    return numbers;
  }

  /** A token's worth of values, as {@code F32:base64}. */
  static void putTensor(Map<String, String> metadata, TensorEntry tensor) {
    byte[] bytes = tensor.bytes().toArray(ValueLayout.JAVA_BYTE);
    metadata.put(
        TENSOR + tensor.name(), tensor.type() + ":" + Base64.getEncoder().encodeToString(bytes));
  }

  /** Empty if the note is missing or does not fill {@code shape}. */
  static Optional<TensorEntry> tensor(Map<String, String> metadata, String name, long... shape) {
    String note = metadata.get(TENSOR + name);
    if (note == null) {
      return Optional.empty();
    }
    try {
      int colon = note.indexOf(':');
      DType type = DType.valueOf(note.substring(0, Math.max(0, colon)));
      byte[] bytes = Base64.getDecoder().decode(note.substring(colon + 1));
      MemorySegment copy =
          Arena.ofAuto().allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
      return Optional.of(TensorEntry.of(name, type, shape, copy));
    } catch (IllegalArgumentException | DinoException e) {
      return Optional.empty();
    }
  }
}
