package io.github.dino4j.data.collection;

import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A WebDataset shard: neighbours with one key are a sample, whose members {@code cls} and {@code
 * json} describe its images. A key is the folder and the name up to its first dot, the rest is what
 * the member is: {@code a.001.cls} is a {@code 001.cls} of {@code a} and describes nothing. A plain
 * tar is only leafed through, its images are read when asked for; in a compressed one they are
 * taken out as they pass.
 */
record TarShard(Path file, String name) implements Input {
  @Override
  public RecordStream open() {
    return new Samples();
  }

  @Override
  public void split(FileSplits splits) {
    splits.add(new ImageSplit.Shard(PathText.text(file), name));
  }

  @Override
  public OptionalLong count() {
    try (TarMembers members = new TarMembers(file)) {
      if (members.isCompressed()) {
        return OptionalLong.empty();
      }
      long count = 0;
      for (var member = members.next(); member != null; member = members.next()) {
        count += isImage(member) ? 1 : 0;
      }
      return OptionalLong.of(count);
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  private static boolean isImage(TarMembers.Member member) {
    return MemberName.of(member.name()) instanceof MemberName(_, String extension)
        && ImageFiles.hasImageName("." + extension);
  }

  /**
   * A member's name as WebDataset takes it apart.
   *
   * @param key the folder and the name up to its first dot
   * @param extension what follows the dot, in lower case
   */
  private record MemberName(String key, String extension) {
    /** Null for members that belong to no sample: without a dot, hidden, or of a system's own. */
    static @Nullable MemberName of(String member) {
      int base = member.lastIndexOf('/') + 1;
      int dot = member.indexOf('.', base);
      return dot <= base || PassedOver.isBelowOne(member)
          ? null
          : new MemberName(
              member.substring(0, dot), member.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
  }

  private record Found(String member, ImageBytes bytes) {}

  private final class Samples extends PullStream {
    private final Deque<ImageRecord> complete = new ArrayDeque<>();
    private final List<Found> images = new ArrayList<>();
    private @Nullable TarMembers members;
    private @Nullable IOException broken;
    private @Nullable String sample;
    private Annotation annotation = Annotation.NONE;

    Samples() {
      super(name, PathText.text(file));
    }

    @Override
    @Nullable ImageRecord pull() throws IOException {
      while (complete.isEmpty() && broken == null) {
        TarMembers.Member member = advance();
        if (member == null) {
          finishSample();
          break;
        }
        MemberName name = MemberName.of(member.name());
        if (name != null) {
          if (!name.key.equals(sample)) {
            finishSample();
          }
          sample = name.key;
          take(member, name.extension);
        }
      }
      if (complete.isEmpty() && broken != null) {
        throw broken;
      }
      return complete.poll();
    }

    /** Samples before a break are whole and kept; the break is told after them. */
    private TarMembers.@Nullable Member advance() {
      try {
        members = members == null ? new TarMembers(file) : members;
        return members.next();
      } catch (IOException e) {
        broken = e;
        return null;
      }
    }

    private void take(TarMembers.Member member, String extension) {
      try {
        if (ImageFiles.hasImageName("." + extension)) {
          images.add(new Found(member.name(), bytes(member)));
        } else if (extension.equals("cls")) {
          annotation = new Annotation(text(member).strip(), annotation.json());
        } else if (extension.equals("json")) {
          annotation = new Annotation(annotation.label(), text(member));
        }
      } catch (IOException e) {
        broken = e;
        finishSample();
      }
    }

    private void finishSample() {
      for (Found image : images) {
        complete.add(
            new ImageRecord(
                name + "/" + image.member,
                PathText.text(file) + "/" + image.member,
                annotation,
                image.bytes));
      }
      images.clear();
      annotation = Annotation.NONE;
    }

    private ImageBytes bytes(TarMembers.Member member) throws IOException {
      if (open().isCompressed()) {
        return ImageBytes.held(open().read(member));
      }
      return () -> readAt(member);
    }

    private String text(TarMembers.Member member) throws IOException {
      return new String(open().read(member), StandardCharsets.UTF_8);
    }

    private TarMembers open() throws IOException {
      if (members == null) {
        throw new IOException("the shard is closed");
      }
      return members;
    }

    private byte[] readAt(TarMembers.Member member) throws IOException {
      ImageBytes.checkSize(member.size());
      ByteBuffer bytes = ByteBuffer.allocate((int) member.size());
      try (SeekableByteChannel channel = Files.newByteChannel(file).position(member.offset())) {
        while (bytes.hasRemaining()) {
          if (channel.read(bytes) < 0) {
            throw new IOException("the archive ends inside " + member.name());
          }
        }
      }
      return bytes.array();
    }

    @Override
    void release() throws IOException {
      if (members != null) {
        members.close();
      }
    }
  }
}
