package io.github.dino4j.pretrain.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.pretrain.config.PretrainConfig.Precision;
import io.github.dino4j.torch.ComputeDevice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Layers of configuration, each over the one before: our defaults, files, {@code key=value}
 * overrides. Immutable; every layer is checked as it is laid on.
 */
public final class ConfigFile {
  private static final ObjectNode DEFAULTS = defaultTree();

  private final ObjectNode tree;

  private ConfigFile(ObjectNode tree) {
    this.tree = tree;
  }

  /** The defaults alone. */
  public static ConfigFile defaults() {
    return new ConfigFile(DEFAULTS);
  }

  private static ObjectNode defaultTree() {
    try (InputStream in = ConfigFile.class.getResourceAsStream("defaults.yaml")) {
      return (ObjectNode) Binding.YAML.readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lays a YAML file over this.
   *
   * @throws DinoException if it cannot be read, is no YAML, or has a key that does not exist
   */
  public ConfigFile with(Path file) {
    try {
      return with(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new DinoException(
          "cannot read the configuration %s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  /**
   * Lays YAML text over this.
   *
   * @param name of the text, for messages
   */
  public ConfigFile with(String name, String yaml) {
    JsonNode layer = parse(name, yaml);
    if (layer.isMissingNode() || layer.isNull()) {
      return this;
    }
    if (!layer.isObject()) {
      throw new DinoException(
          name + ": a configuration is made of \"section:\" and \"  key: value\" lines");
    }
    ObjectNode merged = tree.deepCopy();
    merge(name, "", merged, layer);
    return new ConfigFile(merged).checked(name);
  }

  /**
   * Lays overrides over this.
   *
   * @param overrides such as {@code optim.base_lr=0.002}, the value in YAML
   */
  public ConfigFile with(List<String> overrides) {
    ConfigFile config = this;
    for (String override : overrides) {
      config = config.withOverride(override);
    }
    return config;
  }

  private ConfigFile withOverride(String override) {
    int equals = override.indexOf('=');
    if (equals <= 0) {
      throw new DinoException(
          "\"%s\" is no override: write key=value, such as optim.base_lr=0.002"
              .formatted(override));
    }
    String[] path = override.substring(0, equals).strip().split("\\.", -1);
    JsonNode said = parse(override, override.substring(equals + 1));
    JsonNode value = said.isMissingNode() ? TextNode.valueOf("") : said;
    for (int i = path.length - 1; i >= 0; i--) {
      value = Binding.YAML.createObjectNode().set(path[i], value);
    }
    ObjectNode merged = tree.deepCopy();
    merge(override, "", merged, value);
    return new ConfigFile(merged).checked(override);
  }

  private static JsonNode parse(String name, String yaml) {
    try {
      return Binding.YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      var at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      String fault =
          e instanceof MismatchedInputException ? "a key for the second time" : "not valid YAML";
      throw new DinoException(
          "%s: %s at line %d, column %d: check indentation and quotes"
              .formatted(name, fault, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr())),
          e);
    }
  }

  private static void merge(String where, String prefix, ObjectNode under, JsonNode over) {
    for (var entry : over.properties()) {
      String name = Keys.join(prefix, entry.getKey());
      JsonNode known = under.get(entry.getKey());
      if (known == null) {
        throw Keys.unknown(where, Keys.of(entry.getValue(), name).getFirst(), DEFAULTS);
      }
      if (known.isObject() != entry.getValue().isObject()) {
        throw new DinoException(
            "%s: \"%s\" is %s"
                .formatted(
                    where,
                    name,
                    known.isObject() ? "a section, not a value" : "a value, not a section"));
      }
      if (known.isObject()) {
        merge(where, name, (ObjectNode) known, entry.getValue());
      } else {
        under.set(entry.getKey(), numeric(known, entry.getValue()));
      }
    }
  }

  /** YAML 1.1 takes {@code 1e-3}, without a point, for text. */
  private static JsonNode numeric(JsonNode known, JsonNode value) {
    if (known.isNumber() && value.isTextual()) {
      try {
        return DoubleNode.valueOf(Double.parseDouble(value.textValue()));
      } catch (NumberFormatException e) {
        return value; // refused when it is bound, with the key's name
      }
    }
    return value;
  }

  private ConfigFile checked(String where) {
    Limits.check(where, tree);
    PretrainConfig ignored = Binding.bind(where, tree, DEFAULTS);
    return this;
  }

  /** The configuration as records. */
  public PretrainConfig config() {
    return Binding.bind("configuration", tree, DEFAULTS);
  }

  /** The same, with what it leaves to the device decided for this one. */
  public ConfigFile on(ComputeDevice device) {
    Precision precision = config().compute().precision().on(device);
    return with(List.of("compute.precision=" + precision.name().toLowerCase(Locale.ROOT)));
  }

  /** All keys with their values, as YAML that loads again to the same. */
  public String yaml() {
    try {
      return Binding.YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
