package io.github.dino4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.folder.IndexFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that stands for an index on a server, as commands use it. */
class LinkedFolderTest {
  /** Where the driver looks for passwords. */
  private static final String PASSWORDS = "org.postgresql.pgpassfile";

  private static final IndexDescription DESCRIPTION = Vectors.described(2);

  @TempDir Path home;

  @AfterEach
  void forget() {
    System.clearProperty(PASSWORDS);
  }

  @Test
  void aFolderStandsForAnIndexOnAServer() throws IOException {
    assumeTrue(System.getenv("PGUSER") == null, "PGUSER is set");
    String user = System.getProperty("user.name");
    TestServer.execute("CREATE ROLE \"%s\" SUPERUSER LOGIN PASSWORD 'known'".formatted(user));
    Path passwords = Files.writeString(home.resolve("passwords"), "*:*:*:*:known\n");
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    System.setProperty(PASSWORDS, passwords.toString());
    String url = TestServer.name(home);
    Path folder = home.resolve("photos.index");

    IndexFolder.link(folder, url);
    assertThat(IndexFolder.holdsIndex(folder)).isFalse();
    assertThat(IndexFolder.kind(folder)).isEqualTo(IndexFolder.Kind.REMOTE);
    try (VectorIndex index = IndexFolder.create(folder, DESCRIPTION, IndexFolder.Kind.EXACT)) {
      index.add(List.of(new IndexedVector("a", new float[] {1, 0})));
      index.commit();
    }
    assertThat(IndexFolder.holdsIndex(folder)).isTrue();
    assertThat(IndexFolder.describe(folder)).isEqualTo(DESCRIPTION);
    assertThat(folder).isDirectoryContaining("glob:**index.json");
    try (VectorIndex index = IndexFolder.open(folder, Access.READ, DESCRIPTION)) {
      assertThat(index.search(new float[] {2, 0}, SearchOptions.nearest(3)).getFirst())
          .singleElement()
          .satisfies(hit -> assertThat(hit.id()).isEqualTo("a"));
    }
    IndexFolder.link(folder, url); // again
    assertThatThrownBy(() -> IndexFolder.link(folder, url + "_2"))
        .isInstanceOf(DinoException.class)
        .hasMessage("%s stands for %s: name a new folder", folder, url);
  }
}
