package io.github.dino4j.search.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyTextTest {
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            0, 1, 2, 0x61, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FC00, 0x10FFFE,
            0x10FFFF)
        .array(Integer[].class)
        .ofMaxSize(4)
        .map(points -> {
          StringBuilder text = new StringBuilder();
          Arrays.stream(points).forEach(text::appendCodePoint);
          return text.toString();
        });
  }

  @Property(tries = 2_000)
  void keysAreInTheOrderOfTheirTexts(@ForAll("texts") String a, @ForAll("texts") String b) {
    int order =
        Arrays.compare(KeyText.of(a).codePoints().toArray(), KeyText.of(b).codePoints().toArray());
    assertThat(Integer.signum(order)).isEqualTo(Integer.signum(a.compareTo(b)));
    assertThat(KeyText.text(KeyText.of(a))).isEqualTo(a);
    assertThat(KeyText.of(a)).doesNotContain("\0");
  }

  @Test
  void whatIsPlainStaysAsItIs() {
    assertThat(KeyText.of("photos/Größe 1.jpg")).isEqualTo("photos/Größe 1.jpg");
  }
}
