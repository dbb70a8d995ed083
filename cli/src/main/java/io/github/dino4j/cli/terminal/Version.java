package io.github.dino4j.cli.terminal;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, of Java and of the system. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Objects.requireNonNullElse(
            Version.class.getPackage().getImplementationVersion(), "(unpacked)");
    return new String[] {
      "dino4j %s, Java %s, %s %s"
          .formatted(
              version,
              System.getProperty("java.version"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }
}
