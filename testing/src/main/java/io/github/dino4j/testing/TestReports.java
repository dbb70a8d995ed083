package io.github.dino4j.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What Surefire reported.
 *
 * @param tests how many there were, the skipped ones included
 * @param skipped those that did not run
 */
record TestReports(int tests, List<SkippedTest> skipped) {
  private static final String FOLDER = "surefire-reports";
  private static final int DEPTH = 5; // examples/NAME/target/surefire-reports/TEST-NAME.xml

  /**
   * Reads the reports of all modules.
   *
   * @param root folder of the project
   * @param since older reports are those of another build
   */
  static TestReports read(Path root, Instant since) throws IOException {
    TestReports all = new TestReports(0, new ArrayList<>());
    try (Stream<Path> files = Files.find(root, DEPTH, (file, _) -> isReport(file))) {
      for (Path file : files.sorted().toList()) {
        if (!Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
          all = all.plus(read(file, module(root.relativize(file))));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return all;
  }

  private static boolean isReport(Path file) {
    String name = file.getFileName().toString();
    Path folder = file.getParent();
    return name.startsWith("TEST-")
        && name.endsWith(".xml")
        && folder != null
        && folder.endsWith(FOLDER);
  }

  private TestReports plus(TestReports other) {
    List<SkippedTest> both = new ArrayList<>(skipped);
    both.addAll(other.skipped);
    return new TestReports(tests + other.tests, both);
  }

  /** The folder above target/surefire-reports/TEST-NAME.xml. */
  private static String module(Path report) {
    return report.getName(report.getNameCount() - 4).toString();
  }

  private static TestReports read(Path file, String module) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      return read(factory.createXMLStreamReader(in), module);
    } catch (XMLStreamException e) {
      throw new IOException(file + " is no report of Surefire: " + e.getMessage(), e);
    }
  }

  private static TestReports read(XMLStreamReader xml, String module) throws XMLStreamException {
    List<SkippedTest> skipped = new ArrayList<>();
    int tests = 0;
    String testClass = "";
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamReader.START_ELEMENT) {
        continue;
      }
      switch (xml.getLocalName()) {
        case "testcase" -> {
          tests++;
          testClass = simpleName(xml.getAttributeValue(null, "classname"));
        }
        case "skipped" -> skipped.add(new SkippedTest(module, testClass, reason(xml)));
        default -> {}
      }
    }
    return new TestReports(tests, skipped);
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  /**
   * A test that is disabled has its reason in the attribute; an assumption that does not hold is an
   * exception with its trace. Without what JUnit and the test say before the reason.
   */
  private static String reason(XMLStreamReader xml) throws XMLStreamException {
    String attribute = xml.getAttributeValue(null, "message");
    String message = attribute == null ? xml.getElementText().strip() : attribute;
    String reason =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst("^[\\w.]+Exception(: |$)", "")
            .replaceFirst("^Assumption failed: ", "")
            .replaceFirst("^skipped: ", "");
    return reason.isEmpty() ? "no reason given" : reason;
  }
}
