package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final String[] LINE = {
    "java", "-cp", "x", "Main", "embed", "Stra\u00dfe", "-o", ""
  };

  @Test
  void wordsThatLostLettersComeFromTheCommandLine() {
    String[] args = {"embed", "Stra??e", "-o"};
    assertThat(Arguments.lastWords(LINE, args)).containsExactly("embed", "Stra\u00dfe", "-o");
  }

  @Test
  void aLineThatIsNotTheirsIsLeftAlone() {
    String[] others = {"pca", "Stra??e", "-o"};
    assertThat(Arguments.lastWords(LINE, others)).isSameAs(others);
    assertThat(Arguments.lastWords(new String[] {""}, others)).isSameAs(others);
  }
}
