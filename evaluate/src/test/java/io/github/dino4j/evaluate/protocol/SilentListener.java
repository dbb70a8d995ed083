package io.github.dino4j.evaluate.protocol;

import java.util.ArrayList;
import java.util.List;

/** Keeps what was said. */
final class SilentListener implements Evaluation.Listener {
  final List<String> lines = new ArrayList<>();

  @Override
  public void say(String line) {
    lines.add(line);
  }

  @Override
  public void progress(long done, long before, long total, String unit) {}
}
