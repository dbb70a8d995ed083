package io.github.dino4j.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogueTest {
  private static final Path HOME = Path.of("home");

  @Test
  void holdsTheEightReleasedBackbones() {
    assertThat(ModelCatalogue.models().stream().map(ReleasedModel::name))
        .containsExactly(
            "dinov2_vits14",
            "dinov2_vitb14",
            "dinov2_vitl14",
            "dinov2_vitg14",
            "dinov2_vits14_reg4",
            "dinov2_vitb14_reg4",
            "dinov2_vitl14_reg4",
            "dinov2_vitg14_reg4");
  }

  /** By hub/backbones.py of the reference; the size of the smallest file is known exactly. */
  @Test
  void knowsWhereTheyLie() {
    ReleasedModel plain = ModelCatalogue.find("dinov2_vits14").orElseThrow();
    assertThat(plain.path()).isEqualTo("dinov2_vits14/dinov2_vits14_pretrain.pth");
    assertThat(plain.approximateBytes()).isBetween(88_283_115L - 300_000, 88_283_115L);
    assertThat(ModelCatalogue.find("dinov2_vitg14_reg").orElseThrow().path())
        .isEqualTo("dinov2_vitg14/dinov2_vitg14_reg4_pretrain.pth");
  }

  @ParameterizedTest
  @CsvSource({
    "dinov2_vits14_reg, dinov2_vits14_reg4",
    "facebook/dinov2-giant, dinov2_vitg14",
    "facebook/dinov2-with-registers-base, dinov2_vitb14_reg4",
    "vit_large_patch14_dinov2, dinov2_vitl14"
  })
  void answersToTheNamesOfOtherProjects(String alias, String name) {
    assertThat(ModelCatalogue.find(alias).map(ReleasedModel::name)).contains(name);
  }

  @Test
  void anUnknownNameListsTheKnown() {
    assertThatThrownBy(() -> ModelFiles.open("dinov3", DownloadProgress.SILENT))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("no file and no released model; those are dinov2_vits14, ");
    assertThatThrownBy(() -> ModelFiles.open("weights/mine.pth", DownloadProgress.SILENT))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("there is no such file or folder");
  }

  @Test
  void opensFilesAndFolders() {
    String folder = "src/test/resources/golden/checkpoints/hugging_face_reg4";
    try (var model = ModelFiles.open(folder, DownloadProgress.SILENT)) {
      assertThat(model.config().registers()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, , , home/.cache/dino4j/models",
    "Linux, XDG_CACHE_HOME, caches, caches/dino4j/models",
    "Linux, DINO4J_HOME, mine, mine/models",
    "Mac OS X, , , home/Library/Caches/dino4j/models",
    "Mac OS X, DINO4J_HOME, mine, mine/models",
    "Windows 11, , , home/AppData/Local/dino4j/models",
    "Windows 11, LOCALAPPDATA, local, local/dino4j/models"
  })
  void theCacheFollowsTheCustomsOfTheSystem(
      String system, String variable, String value, String expected) {
    Map<String, String> environment = variable == null ? Map.of() : Map.of(variable, value);
    assertThat(ModelCache.of(environment, system, HOME).folder()).isEqualTo(Path.of(expected));
  }

  @ParameterizedTest
  @CsvSource({
    ", , home/.cache/torch/hub/checkpoints",
    "XDG_CACHE_HOME, caches, caches/torch/hub/checkpoints",
    "TORCH_HOME, torch, torch/hub/checkpoints"
  })
  void pyTorchsCacheIsWherePyTorchHasIt(String variable, String value, String expected) {
    Map<String, String> environment = variable == null ? Map.of() : Map.of(variable, value);
    assertThat(ModelCache.of(environment, "Linux", HOME).torchHub()).isEqualTo(Path.of(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https_proxy=http://proxy:3128 | HTTP @ proxy:3128",
        "HTTPS_PROXY=proxy:3128 | HTTP @ proxy:3128",
        "all_proxy=http://user:secret@proxy | HTTP @ proxy:8080",
        "http_proxy=http://proxy:3128 | DIRECT",
        "https_proxy=http://proxy:3128;no_proxy=localhost, .files.org | DIRECT",
        "https_proxy=http://proxy:3128;NO_PROXY=dl.files.org:443 | DIRECT",
        "https_proxy=http://proxy:3128;no_proxy=* | DIRECT",
        "https_proxy=http://proxy:3128;no_proxy=les.org | HTTP @ proxy:3128",
      })
  void theProxyOfTheEnvironment(String variables, String expected) {
    Map<String, String> environment = new java.util.HashMap<>();
    for (String variable : variables.split(";")) {
      environment.put(variable.split("=")[0], variable.split("=")[1]);
    }
    List<Proxy> proxies =
        DownloadSettings.of(environment).proxy().select(URI.create("https://dl.files.org/x"));
    assertThat(proxies).hasSize(1);
    assertThat(proxies.getFirst().toString().replace("/<unresolved>", "")).isEqualTo(expected);
  }

  @Test
  void whatIsNoProxyIsRefused() {
    var proxy = DownloadSettings.of(Map.of("https_proxy", "socks5://proxy:1080")).proxy();
    assertThatThrownBy(() -> proxy.select(URI.create("https://x.org")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("only HTTP proxies");
  }

  @Test
  void aMirrorOfTheEnvironment() {
    assertThat(DownloadSettings.of(Map.of(DownloadSettings.MIRROR, "http://mirror/models")).base())
        .hasToString("http://mirror/models/");
    assertThatThrownBy(() -> DownloadSettings.of(Map.of(DownloadSettings.MIRROR, "mirror")))
        .isInstanceOf(DinoException.class);
  }
}
