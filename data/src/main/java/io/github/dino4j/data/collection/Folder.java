package io.github.dino4j.data.collection;

import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All images, or clips, below a folder, in the order of their whole paths. A folder on the way that
 * holds tar shards and no images gives the images inside its shards.
 */
record Folder(Path root, Media media) implements Input {
  @Override
  public RecordStream open() {
    return new PullStream("", PathText.text(root)) {
      private final FolderWalk walk = new FolderWalk(root, media);
      private @Nullable RecordStream shard;

      @Override
      @Nullable ImageRecord pull() {
        while (true) {
          if (shard != null && shard.hasNext()) {
            return shard.next();
          }
          release();
          FolderWalk.Found found = walk.next();
          switch (found) {
            case null -> {
              return null;
            }
            case FolderWalk.Image(Path file, String id) -> {
              return new ImageRecord(id, PathText.text(file), Annotation.NONE, ImageBytes.of(file));
            }
            case FolderWalk.Shard(Path file, String id) -> shard = new TarShard(file, id).open();
            case FolderWalk.Unlisted(Path folder, String id, String reason) -> {
              return ImageRecord.problem(id, PathText.text(folder), reason);
            }
          }
        }
      }

      @Override
      void release() {
        if (shard != null) {
          shard.close();
          shard = null;
        }
      }
    };
  }

  @Override
  public void split(FileSplits splits) {
    FolderWalk walk = new FolderWalk(root, media);
    for (var found = walk.next(); found != null; found = walk.next()) {
      switch (found) {
        case FolderWalk.Image(Path file, String id) ->
            splits.add(new ImageSplit.File(PathText.text(file), id, null));
        case FolderWalk.Shard(Path file, String id) -> new TarShard(file, id).split(splits);
        case FolderWalk.Unlisted(Path folder, String id, String reason) ->
            splits.add(new ImageSplit.File(PathText.text(folder), id, reason));
      }
    }
  }

  @Override
  public OptionalLong count() {
    FolderWalk walk = new FolderWalk(root, media);
    long count = 0;
    while (true) {
      switch (walk.next()) {
        case null -> {
          return OptionalLong.of(count);
        }
        case FolderWalk.Shard(Path file, String id) -> {
          OptionalLong members = new TarShard(file, id).count();
          if (members.isEmpty()) {
            return members;
          }
          count += members.getAsLong();
        }
        case FolderWalk.Found _ -> count++;
      }
    }
  }
}
