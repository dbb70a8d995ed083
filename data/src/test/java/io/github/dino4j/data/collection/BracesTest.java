package io.github.dino4j.data.collection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BracesTest {
  @Test
  void rangesKeepTheirZerosAndListsTheirOrder() {
    assertThat(Braces.expand("a-{008..010}.tar"))
        .containsExactly("a-008.tar", "a-009.tar", "a-010.tar");
    assertThat(Braces.expand("a-{8..10}")).containsExactly("a-8", "a-9", "a-10");
    assertThat(Braces.expand("a{2..0}")).containsExactly("a2", "a1", "a0");
    assertThat(Braces.expand("{train,val}-{0..1}"))
        .containsExactly("train-0", "train-1", "val-0", "val-1");
  }

  @Test
  void otherNamesStayAsTheyAre() {
    assertThat(Braces.expand("a.tar")).containsExactly("a.tar");
    assertThat(Braces.expand("a{b.tar")).containsExactly("a{b.tar");
  }
}
