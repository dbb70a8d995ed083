package io.github.dino4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoPageTest {
  // Written once: a page is many files, and each is brought to the disk.
  @TempDir private static Path folder;
  private static String html = "";

  @BeforeAll
  static void write() throws IOException {
    html = Files.readString(DemoPage.write(folder, content()));
  }

  private static float[] normal(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static RgbImage photo() {
    return new RgbImage(64, 48, new byte[64 * 48 * 3]);
  }

  private static DemoImage image(String name, @Nullable String label, boolean attention) {
    PatchFeatures patches = new PatchFeatures(6, 8, 12, normal(6 * 8 * 12, name.hashCode()));
    float[] weights = new float[3 * 48];
    Arrays.fill(weights, 0.01f);
    return new DemoImage(
        name,
        label,
        new View(photo(), PatchGrid.whole(64, 48, patches)),
        patches,
        attention ? new AttentionMaps(3, 6, 8, weights) : null);
  }

  private static DemoContent content() {
    DemoImage first = image("<b>\"&' one", "shoe", true);
    DemoImage second = image("two", null, false);
    List<DemoThumbnail> gallery = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String label = i % 2 == 0 ? "even" : "odd";
      gallery.add(new DemoThumbnail("picture " + i, label, photo(), new float[] {1, i % 2}));
    }
    return new DemoContent(
        new ModelCard("demo", "ViT", "drawn from seed 7"),
        List.of(first, second),
        List.of(new DemoPair(first, second)),
        gallery,
        new DemoNumbers(12, 4, "2 threads"),
        List.of(new SuggestedCommand("again", "./dino4j demo <PHOTOS>")));
  }

  @Test
  void everyPictureIsThereDescribedAndOfTheStatedSize() throws IOException {
    Matcher tags = Pattern.compile("<img [^>]*>").matcher(html);
    Set<String> shown = new HashSet<>();
    while (tags.find()) {
      assertThat(tags.group())
          .containsPattern(" alt=\"[^\"]+\"")
          .containsPattern(" width=\"\\d+\" height=\"\\d+\"");
      Matcher source = Pattern.compile("src=\"([^\"]+)\"").matcher(tags.group());
      assertThat(source.find()).isTrue();
      shown.add(source.group(1));
    }
    Set<String> written = new HashSet<>();
    try (var files = Files.list(folder)) {
      files.forEach(file -> written.add(String.valueOf(file.getFileName())));
    }
    assertThat(written.remove("index.html")).isTrue();
    assertThat(shown).isEqualTo(written).hasSizeGreaterThan(20);
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(html);
    while (links.find()) {
      assertThat(links.group(1)).matches("#.*|data:,|[a-z0-9-]+\\.(jpg|png)");
    }
    assertThat(html).doesNotContain("://", "@import", "url(");
  }

  @Test
  void linksLeadToSections() {
    Matcher links = Pattern.compile("href=\"#([^\"]*)\"").matcher(html);
    int count = 0;
    while (links.find()) {
      assertThat(html).contains("id=\"" + links.group(1) + "\"");
      count++;
    }
    assertThat(count).isEqualTo(8);
  }

  @Test
  void namesCannotBreakThePage() {
    assertThat(html)
        .doesNotContain("<b>\"")
        .contains("&lt;b&gt;&quot;&amp;&#39; one (shoe)")
        .contains("./dino4j demo &lt;PHOTOS&gt;");
  }

  @Test
  void countsNeighboursOfTheSameClass() {
    assertThat(html)
        .contains("100&nbsp;% of the neighbours have the")
        .contains("class of their picture")
        .contains("45&nbsp;%");
  }

  @Test
  void numbersAreWhatWasMeasured() {
    assertThat(html).contains("<dd>12</dd>", "4.0 seconds", "<dd>3.0</dd>");
  }

  @Test
  void emptyPartsAreLeftOut(@TempDir Path other) throws IOException {
    DemoContent bare =
        new DemoContent(
            new ModelCard("a", "b", "c"),
            List.of(image("only", null, false)),
            List.of(),
            List.of(),
            new DemoNumbers(1, 1, "1 thread"),
            List.of());
    assertThat(Files.readString(DemoPage.write(other, bare)))
        .contains("id=\"pca\"", "id=\"similarity\"", "id=\"numbers\"")
        .doesNotContain("id=\"attention\"", "id=\"matching\"", "id=\"neighbours\"")
        .doesNotContain("id=\"commands\"", "{style}", "{links}", "{model}", "{sections}");
  }
}
