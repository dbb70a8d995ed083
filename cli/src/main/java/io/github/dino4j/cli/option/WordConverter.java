package io.github.dino4j.cli.option;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words, whatever their case, and names them all where it is none of them. */
public abstract class WordConverter<T> implements ITypeConverter<T> {
  private final List<T> values;
  private final Function<T, String> word;

  protected WordConverter(T[] values, Function<T, String> word) {
    this.values = Arrays.asList(values);
    this.word = word;
  }

  @Override
  public T convert(String text) {
    return values.stream()
        .filter(value -> word.apply(value).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of " + words()));
  }

  private String words() {
    return values.stream().map(word).collect(Collectors.joining(", "));
  }
}
