package io.github.dino4j.pretrain.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dino4j.DinoException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** From YAML to the records of a configuration; a value of the wrong kind is told by its key. */
final class Binding {
  static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // checked layer by layer
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  private Binding() {}

  /**
   * @param where the last layer of {@code tree} is from, for messages
   * @param defaults of every key, for messages
   * @throws DinoException naming the key whose value is of the wrong kind
   */
  static PretrainConfig bind(String where, ObjectNode tree, ObjectNode defaults) {
    try {
      return YAML.treeToValue(tree, PretrainConfig.class);
    } catch (JsonMappingException e) {
      String key = dotted(e);
      throw new DinoException(
          "%s: \"%s\" cannot be %s; %s"
              .formatted(where, key, Keys.at(tree, key), instead(e, Keys.at(defaults, key))),
          e);
    } catch (JsonProcessingException e) {
      throw new DinoException(where + ": " + e.getOriginalMessage(), e);
    }
  }

  private static String dotted(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .filter(Objects::nonNull)
        .limit(2)
        .collect(Collectors.joining("."));
  }

  private static String instead(JsonMappingException e, JsonNode usual) {
    return e instanceof InvalidFormatException format && format.getTargetType().isEnum()
        ? "choose " + words(format.getTargetType())
        : "the default is " + usual;
  }

  private static String words(Class<?> choice) {
    return Arrays.stream(choice.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" or "));
  }
}
