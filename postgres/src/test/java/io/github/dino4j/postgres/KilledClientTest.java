package io.github.dino4j.postgres;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.KilledWriter;
import io.github.dino4j.search.NumberedCommits;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.remote.RemoteIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another process writes an index on the server and is killed outright at random moments: what is
 * there is what some commit made of it, and no commit that was reported is lost.
 */
class KilledClientTest {
  private static final int KILLS = Integer.getInteger("index.kills", 2);

  @TempDir Path folder;

  /** Changes the index at the URL of its argument without end. */
  public static final class Writer {
    public static void main(String[] args) {
      NumberedCommits.makeWithoutEnd(
          RemoteIndex.open(TestServer.store(args[0]), Access.WRITE, NumberedCommits.DESCRIPTION));
    }
  }

  @Test
  void whatWasCommittedIsThereAndNothingElse() throws Exception {
    String url = TestServer.name(folder);
    RemoteIndex.create(TestServer.store(url), NumberedCommits.DESCRIPTION, RemoteIndex.KEPT)
        .close();
    new KilledWriter(Writer.class, List.of(url), folder.resolve("log"))
        .kill(
            KILLS,
            new Random(7),
            reported -> {
              try (VectorIndex index =
                  RemoteIndex.open(
                      TestServer.store(url), Access.READ, NumberedCommits.DESCRIPTION)) {
                NumberedCommits.assertWhole(index, reported);
              }
            });
  }
}
