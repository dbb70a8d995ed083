package io.github.dino4j.report.chart;

import io.github.dino4j.report.Page;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What a page with charts carries so that it draws them without loading anything: the library uPlot
 * from its WebJar, its licence, and how this project uses it.
 */
public final class UPlot {
  private static final String PROPERTIES = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
  private static final String VERSION = version();

  private UPlot() {}

  /** CSS for {@link Page#style()}. */
  public static String style() {
    return "%s%s\n%s"
        .formatted(licence(), file("dist/uPlot.min.css"), Page.resource(UPlot.class, "chart.css"));
  }

  /** JavaScript for {@link Page#script()}. */
  public static String script() {
    return "%s%s\n%s"
        .formatted(
            licence(), file("dist/uPlot.iife.min.js"), Page.resource(UPlot.class, "chart.js"));
  }

  /** The licence asks to stand in every copy. */
  private static String licence() {
    return "/*! uPlot %s\n%s\n*/\n".formatted(VERSION, file("LICENSE").strip());
  }

  private static String file(String name) {
    return Page.resource(
        UPlot.class, "/META-INF/resources/webjars/uplot/%s/%s".formatted(VERSION, name));
  }

  private static String version() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Page.resource(UPlot.class, PROPERTIES)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
