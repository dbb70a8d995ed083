package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
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
  void blanksSeparateWordsOfALineExceptWithinQuotationMarks() {
    assertThat(Arguments.words(" knn  --test 'my photos'=\"a 'b'\"/c k=1,2 '' "))
        .containsExactly("knn", "--test", "my photos=a 'b'/c", "k=1,2", "");
    assertThat(Arguments.words("")).isEmpty();
    assertThatThrownBy(() -> Arguments.words("knn --test my 'photos"))
        .isInstanceOf(DinoException.class)
        .hasMessage("knn --test my 'photos: a quotation mark is not closed");
  }

  @Test
  void aLineThatIsNotTheirsIsLeftAlone() {
    String[] others = {"pca", "Stra??e", "-o"};
    assertThat(Arguments.lastWords(LINE, others)).isSameAs(others);
    assertThat(Arguments.lastWords(new String[] {""}, others)).isSameAs(others);
  }
}
