package io.github.dino4j.data.collection;

import static io.github.dino4j.data.collection.Records.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoCollectionTest {
  @TempDir Path folder;

  private static ImageSource source(Path... inputs) {
    return ImageSource.ofVideos(Stream.of(inputs).map(Path::toString).toList());
  }

  private static List<ImageRecord> all(Path... inputs) {
    List<ImageRecord> records = new ArrayList<>();
    try (RecordStream stream = source(inputs).open()) {
      stream.forEachRemaining(records::add);
    }
    assertThat(source(inputs).count()).hasValue(records.size());
    return records;
  }

  private static List<String> ids(Path... inputs) {
    return all(inputs).stream().map(ImageRecord::id).toList();
  }

  @Test
  void videosAreFoundByTheirExtensionsInTheOrderOfTheirPaths() {
    touch(folder, "b/2.MP4", "b/1.webm", "a.mov", "b/notes.txt", ".hidden.mp4", "@tmp/x.mp4");

    assertThat(ids(folder)).containsExactly("a.mov", "b/1.webm", "b/2.MP4");
    assertThat(all(folder).get(1).path()).isEqualTo(folder.resolve("b/1.webm").toString());
  }

  @Test
  void aFolderOfImagesIsOneClip() {
    touch(folder, "jump/clip/1.jpg", "jump/clip/2.jpg", "jump/film.avi", "run/3/a.png");

    assertThat(ids(folder)).containsExactly("jump/clip", "jump/film.avi", "run/3");
    Path clip = folder.resolve("jump/clip");
    assertThat(Path.of(all(folder).getFirst().path())).isEqualTo(clip);
    assertThat(ids(clip)).containsExactly("clip");
  }

  @Test
  void imagesBesideVideosAreNoFrames() {
    touch(
        folder,
        "films/a.mp4",
        "films/poster.jpg",
        "films/._b.mp4",
        "frames/.x.mp4",
        "frames/1.png");

    assertThat(ids(folder)).containsExactly("films/a.mp4", "frames");
  }

  /** One that is animated is a clip of its own and not a frame. */
  @Test
  void gifsAreVideos() {
    touch(folder, "cat/a.gif", "cat/b.gif");

    assertThat(ids(folder)).containsExactly("cat/a.gif", "cat/b.gif");
  }

  @Test
  void manifestsAndListsNameClipsOfEitherKind() throws IOException {
    touch(folder, "films/a.mp4", "frames/1.png");
    Path manifest = folder.resolve("clips.csv");
    Files.writeString(manifest, "path,label\nfilms/a.mp4,jump\nframes,run\n");
    Path list = folder.resolve("clips.txt");
    Files.writeString(list, "frames\nfilms/a.mp4\n");

    assertThat(all(manifest))
        .extracting(record -> record.annotation().label())
        .containsExactly("jump", "run");
    assertThat(all(list))
        .extracting(record -> Path.of(record.path()))
        .containsExactly(folder.resolve("frames"), folder.resolve("films/a.mp4"));
  }

  @Test
  void aNamedFileIsAClipWhateverItsExtension() {
    touch(folder, "film.dat");

    assertThat(ids(folder.resolve("film.dat"))).containsExactly("film.dat");
  }

  @Test
  void shardsAreRefusedAndPassedOverInFolders() {
    touch(folder, "clips.tar", "a.mp4");
    Path shard = folder.resolve("clips.tar");

    assertThat(ids(folder)).containsExactly("a.mp4");
    assertThatThrownBy(() -> source(shard))
        .isInstanceOf(DinoException.class)
        .hasMessage(shard + ": clips are not read from inside a tar: unpack it");
  }
}
