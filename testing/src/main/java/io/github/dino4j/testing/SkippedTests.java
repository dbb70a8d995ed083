package io.github.dino4j.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells at the end of a build which tests did not run and why, so that no one takes them for
 * passed.
 */
final class SkippedTests {
  private static final int LINE = 100;

  private SkippedTests() {}

  /** What a build does about them. */
  enum Policy {
    /** Names them. */
    REPORT,
    /** Fails, unless the reason is allowed. */
    FAIL
  }

  /**
   * Prints the table; exits with 1 where a skipped test fails the build.
   *
   * @param arguments folder of the project; when the build started; {@code report} or {@code fail};
   *     a regular expression of the reasons that never fail
   */
  public static void main(String[] arguments) throws IOException {
    TestReports reports = TestReports.read(Path.of(arguments[0]), Instant.parse(arguments[1]));
    System.out.print(table(reports));
    if (policy(arguments[2]) == Policy.FAIL) {
      List<SkippedTest> failing = notAllowed(reports.skipped(), Pattern.compile(arguments[3]));
      if (!failing.isEmpty()) {
        System.out.printf(
            "tests.skipped=fail: %d were skipped for a reason that is not allowed%n",
            failing.size());
        System.exit(1);
      }
    }
  }

  private static Policy policy(String word) {
    return switch (word) {
      case "report" -> Policy.REPORT;
      case "fail" -> Policy.FAIL;
      default -> throw new IllegalArgumentException("tests.skipped is report or fail, not " + word);
    };
  }

  static List<SkippedTest> notAllowed(List<SkippedTest> skipped, Pattern allowed) {
    return skipped.stream().filter(test -> !allowed.matcher(test.reason()).find()).toList();
  }

  /** One paragraph for each module and reason. */
  static String table(TestReports reports) {
    StringBuilder table = new StringBuilder();
    table.append(
        "%nSkipped: %d of %d tests%n".formatted(reports.skipped().size(), reports.tests()));
    grouped(reports.skipped(), SkippedTest::module)
        .forEach((module, ofModule) ->
            grouped(ofModule, SkippedTest::reason)
                .forEach((reason, tests) -> table.append(paragraph(module, reason, tests))));
    return table.append(System.lineSeparator()).toString();
  }

  private static String paragraph(String module, String reason, List<SkippedTest> tests) {
    StringBuilder text = new StringBuilder();
    text.append("%6d of %s: %s%n".formatted(tests.size(), module, reason));
    String indent = " ".repeat(9);
    StringBuilder line = new StringBuilder(indent);
    grouped(tests, SkippedTest::testClass)
        .forEach((testClass, some) -> {
          String entry = testClass + " " + some.size();
          if (line.length() + entry.length() > LINE) {
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
            line.setLength(indent.length());
          }
          line.append(entry).append("  ");
        });
    return text.append(line.toString().stripTrailing()).append(System.lineSeparator()).toString();
  }

  private static Map<String, List<SkippedTest>> grouped(
      List<SkippedTest> tests, Function<SkippedTest, String> key) {
    return tests.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }
}
