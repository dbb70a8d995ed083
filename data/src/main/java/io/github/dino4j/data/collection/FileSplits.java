package io.github.dino4j.data.collection;

import java.util.ArrayList;
import java.util.List;

/** Gathers image files to splits of a size, between splits of other kinds. */
final class FileSplits {
  private final int size;
  private final List<ImageSplit> splits = new ArrayList<>();
  private List<ImageSplit.File> files = new ArrayList<>();

  FileSplits(int size) {
    this.size = size;
  }

  void add(ImageSplit.File file) {
    files.add(file);
    if (files.size() == size) {
      end();
    }
  }

  void add(ImageSplit split) {
    end();
    splits.add(split);
  }

  void addEntries(String input, long entries) {
    end();
    splits.addAll(ImageSplit.entries(input, entries, size));
  }

  private void end() {
    if (!files.isEmpty()) {
      splits.add(new ImageSplit.Files(files));
      files = new ArrayList<>();
    }
  }

  List<ImageSplit> all() {
    end();
    return List.copyOf(splits);
  }
}
