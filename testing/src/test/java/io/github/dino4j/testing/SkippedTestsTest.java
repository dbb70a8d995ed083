package io.github.dino4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table at the end of a build, from reports as Surefire writes them. */
class SkippedTestsTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

  @TempDir Path root;

  private void report(String module, String testClass, Instant written, String... cases)
      throws IOException {
    Path folder = Files.createDirectories(root.resolve(module).resolve("target/surefire-reports"));
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite>");
    for (String content : cases) {
      xml.append(
          "<testcase name=\"any(int)[1]\" classname=\"io.github.dino4j.%s\" time=\"0.1\">%s</testcase>"
              .formatted(testClass, content));
    }
    Path file = folder.resolve("TEST-io.github.dino4j." + testClass + ".xml");
    Files.writeString(file, xml.append("</testsuite>\n"));
    Files.setLastModifiedTime(file, FileTime.from(written));
  }

  private static String skipped(String reason) {
    String type = "org.opentest4j.TestAbortedException";
    return "<skipped type=\"%s\"><![CDATA[%s: Assumption failed: %s\n\tat Some.method\n]]></skipped>"
        .formatted(type, type, reason);
  }

  private TestReports read() throws IOException {
    return TestReports.read(root, START);
  }

  @Test
  void testsAreCountedByModuleReasonAndClass() throws IOException {
    report("torch", "x86.NormTest", START, skipped("no kernels"), "", skipped("no kernels"));
    report("torch", "x86.LinearTest", START, skipped("no kernels"), skipped("no tiles"));
    report(
        "examples/service", "ServiceTest", START, skipped("skipped: no CUDA device"), "<failure/>");
    assertThat(SkippedTests.table(read()).lines())
        .containsExactly(
            "",
            "Skipped: 5 of 7 tests",
            "     1 of service: no CUDA device",
            "         ServiceTest 1",
            "     3 of torch: no kernels",
            "         LinearTest 1  NormTest 2",
            "     1 of torch: no tiles",
            "         LinearTest 1",
            "");
  }

  @Test
  void reportsOfAnEarlierBuildDoNotCount() throws IOException {
    report("torch", "OldTest", START.minusSeconds(1), skipped("no kernels"));
    report("torch", "NewTest", START, "");
    assertThat(read()).isEqualTo(new TestReports(1, List.of()));
  }

  @Test
  void disabledTestsAndThoseWithoutAReasonCountToo() throws IOException {
    String bare = "<skipped>org.opentest4j.TestAbortedException\n\tat Some.method</skipped>";
    report("torch", "SomeTest", START, "<skipped message=\"too slow\"/>", "<skipped/>", bare);
    assertThat(read().skipped())
        .extracting(SkippedTest::reason)
        .containsExactly("too slow", "no reason given", "no reason given");
  }

  @Test
  void manyClassesAreSpreadOverLines() throws IOException {
    for (int i = 0; i < 30; i++) {
      report("torch", "KernelNumber%02dTest".formatted(i), START, skipped("no kernels"));
    }
    List<String> lines = SkippedTests.table(read()).lines().toList();
    assertThat(lines).hasSize(12).allMatch(line -> line.length() <= 100);
    assertThat(String.join(" ", lines)).contains("KernelNumber00Test 1", "KernelNumber29Test 1");
  }

  @Test
  void onlyAllowedReasonsPass() throws IOException {
    report("torch", "SomeTest", START, skipped("no CUDA device"), skipped("no kernels"));
    assertThat(
            SkippedTests.notAllowed(read().skipped(), Pattern.compile("CUDA device|shared/data")))
        .containsExactly(new SkippedTest("torch", "SomeTest", "no kernels"));
  }

  @Test
  void aDamagedReportIsNamed() throws IOException {
    report("torch", "SomeTest", START, "<skipped");
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TEST-io.github.dino4j.SomeTest.xml is no report of Surefire");
  }
}
