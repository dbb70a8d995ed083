package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What is to be evaluated.
 *
 * @param train what heads are trained on, or neighbours sought among
 * @param tests what figures are reported of, by name
 * @param report the folder that the report goes to
 * @param settings of the protocol
 */
public record Request(
    List<String> train, SequencedMap<String, List<String>> tests, Path report, Settings settings) {
  public Request {
    train = List.copyOf(train);
    tests = Collections.unmodifiableSequencedMap(tests);
  }

  /**
   * Test sets as a command line names them: {@code INPUT}, which is called by the last part of its
   * path, or {@code NAME=INPUT}; inputs of one name are one set.
   *
   * @throws DinoException if there is none
   */
  public static SequencedMap<String, List<String>> tests(List<String> given) {
    SequencedMap<String, List<String>> tests = new LinkedHashMap<>();
    for (String each : given) {
      int equals = each.indexOf('=');
      boolean named = equals > 0 && !Files.exists(PathText.path(each));
      String name = named ? each.substring(0, equals) : lastPart(each);
      String input = named ? each.substring(equals + 1) : each;
      tests.computeIfAbsent(name, _ -> new ArrayList<>()).add(input);
    }
    if (tests.isEmpty()) {
      throw new DinoException("there is nothing to test on: name it with --test");
    }
    return tests;
  }

  /** All inputs that are named: those to learn from, to choose by and to test on. */
  List<List<String>> inputs() {
    List<List<String>> inputs = new ArrayList<>(tests.values());
    if (!train.isEmpty()) {
      inputs.add(train);
    }
    String validation = settings.optional("validation");
    if (!validation.isEmpty()) {
      inputs.add(List.of(validation));
    }
    return inputs;
  }

  private static String lastPart(String input) {
    Path last = PathText.path(input).getFileName();
    return last == null ? input : last.toString();
  }
}
