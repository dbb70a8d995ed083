package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void versionAndHelpSucceed() {
    assertThat(CommandRun.of("--version"))
        .satisfies(run -> assertThat(run.code()).isZero())
        .satisfies(run -> assertThat(run.out()).startsWith("dino4j ").contains("Java 25"));
    CommandRun help = CommandRun.of("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: dino4j").doesNotContain("rehearse");
  }

  @Test
  void anUnknownOptionIsNamedWithASuggestion() {
    CommandRun run = CommandRun.of("--versoin");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("--versoin", "--version", "dino4j --help");
  }

  @Test
  void aMissingCommandIsWrongUsage() {
    CommandRun run = CommandRun.of();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("a command is missing");
  }

  @Test
  void onlyVerboseShowsTheStackTrace() {
    assertThat(CommandRun.of("--wrong").err()).hasLineCount(1);
    assertThat(CommandRun.of("--verbose", "--wrong").err()).contains("\tat ");
  }
}
