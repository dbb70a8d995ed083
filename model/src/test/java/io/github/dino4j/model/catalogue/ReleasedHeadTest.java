package io.github.dino4j.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasedHeadTest {
  /** By hub/classifiers.py, hub/depthers.py and the notebooks of the reference. */
  @ParameterizedTest
  @CsvSource({
    "dinov2_vits14_linear, dinov2_vits14/dinov2_vits14_linear_head.pth",
    "dinov2_vitb14_linear4, dinov2_vitb14/dinov2_vitb14_linear4_head.pth",
    "dinov2_vitg14_reg4_linear4, dinov2_vitg14/dinov2_vitg14_reg4_linear4_head.pth",
    "dinov2_vits14_nyu_dpt, dinov2_vits14/dinov2_vits14_nyu_dpt_head.pth",
    "dinov2_vitl14_kitti_linear4, dinov2_vitl14/dinov2_vitl14_kitti_linear4_head.pth",
    "dinov2_vits14_ade20k_ms, dinov2_vits14/dinov2_vits14_ade20k_ms_head.pth",
    "dinov2_vitb14_voc2012_linear, dinov2_vitb14/dinov2_vitb14_voc2012_linear_head.pth"
  })
  void liesWhereTheReferenceKeepsIt(String name, String path) {
    ReleasedHead head = ReleasedHead.find(name).orElseThrow();
    assertThat(head.name()).isEqualTo(name);
    assertThat(head.path()).isEqualTo(path);
    assertThat(ReleasedHead.find(head.fileName())).contains(head);
  }

  @Test
  void isFoundByAnAliasOfItsBackbone() {
    assertThat(ReleasedHead.find("dinov2_vits14_reg_linear").map(ReleasedHead::name))
        .contains("dinov2_vits14_reg4_linear");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dinov2_vits14",
        "linear",
        "dinov2_vits14_linear2",
        "dinov2_vits14_reg4_nyu_dpt",
        "dinov2_vits14_linear.pth",
        ""
      })
  void othersAreNone(String name) {
    assertThat(ReleasedHead.find(name)).isEmpty();
  }

  /** Two classifiers for eight backbones, ten dense heads for the four without registers. */
  @Test
  void everyNameIsAnswered() {
    assertThat(ReleasedHead.all())
        .hasSize(56)
        .allSatisfy(head -> assertThat(ReleasedHead.find(head.name())).contains(head));
  }
}
