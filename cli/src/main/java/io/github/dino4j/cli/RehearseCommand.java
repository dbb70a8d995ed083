package io.github.dino4j.cli;

import picocli.CommandLine.Command;

/**
 * What the launcher runs once after a build, so that Java records the classes and profiles of the
 * usual work for faster starts.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Runnable {
  @Override
  public void run() {}
}
