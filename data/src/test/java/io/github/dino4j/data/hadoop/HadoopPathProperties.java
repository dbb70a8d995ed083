package io.github.dino4j.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.base.PathText;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Paths elsewhere are taken apart and put together as the JDK's on Unix are. */
class HadoopPathProperties {
  static {
    HadoopPaths.configure(ElsewhereFileSystem.SETTINGS);
  }

  private static final Path ROOT = PathText.path("elsewhere:///");

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> relative =
        Arbitraries.of("a", "b", "c.tar", "..", ".")
            .list()
            .ofMinSize(1)
            .ofMaxSize(5)
            .map(list -> String.join("/", list));
    return Arbitraries.oneOf(relative, relative.map(name -> "/" + name));
  }

  private static Path elsewhere(String name) {
    return ROOT.getFileSystem().getPath(name);
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toString().replaceFirst("^elsewhere://", "");
  }

  private static void requireSame(@Nullable Path elsewhere, @Nullable Path here) {
    assertThat(text(elsewhere)).isEqualTo(text(here));
  }

  @Property(tries = 300)
  void partsAreTheSame(@ForAll("names") String name) {
    Path elsewhere = elsewhere(name);
    Path here = Path.of(name);
    requireSame(elsewhere, here);
    requireSame(elsewhere.getParent(), here.getParent());
    requireSame(elsewhere.getFileName(), here.getFileName());
    requireSame(elsewhere.getRoot(), here.getRoot());
    requireSame(elsewhere.normalize(), here.normalize());
    assertThat(elsewhere.getNameCount()).isEqualTo(here.getNameCount());
    requireSame(elsewhere.subpath(0, 1), here.subpath(0, 1));
  }

  @Property(tries = 300)
  void pairsAreTheSame(@ForAll("names") String one, @ForAll("names") String other) {
    Path elsewhere = elsewhere(one);
    Path here = Path.of(one);
    requireSame(elsewhere.resolve(other), here.resolve(other));
    requireSame(elsewhere.resolveSibling(other), here.resolveSibling(other));
    assertThat(elsewhere.startsWith(elsewhere(other))).isEqualTo(here.startsWith(Path.of(other)));
    assertThat(elsewhere.endsWith(elsewhere(other))).isEqualTo(here.endsWith(Path.of(other)));
    assertThat(elsewhere.equals(elsewhere(other))).isEqualTo(here.equals(Path.of(other)));
  }

  @Property(tries = 300)
  void whatIsRelativizedResolvesBack(@ForAll("names") String one, @ForAll("names") String other) {
    Path from = elsewhere(one).normalize();
    Path to = elsewhere(other).normalize();
    Assume.that(
        from.isAbsolute() == to.isAbsolute() && !from.startsWith("..") && !to.startsWith(".."));
    assertThat(from.resolve(from.relativize(to)).normalize()).isEqualTo(to);
  }
}
