package io.github.dino4j.cli.demo;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.image.decode.ImageDecoder;
import java.util.ArrayList;
import java.util.List;

/** The user's photos for the demo: some, evenly spread over all. */
public final class DemoPhotos {
  private static final int GALLERY = 240;
  private static final int CLOSE_UPS = 6;

  private DemoPhotos() {}

  public static DemoSubject subject(List<String> inputs) {
    ImageSource source = ImageSource.of(inputs);
    long stride = Math.max(1, source.count().orElse(GALLERY) / GALLERY);
    List<DemoPhoto> gallery = new ArrayList<>();
    try (RecordStream records = source.open()) {
      while (records.hasNext() && gallery.size() < GALLERY) {
        gallery.add(photo(records.next()));
        records.skip(stride - 1);
      }
    }
    if (gallery.isEmpty()) {
      throw new DinoException("no image in " + String.join(", ", inputs));
    }
    return new DemoSubject(gallery, spread(gallery), List.of());
  }

  private static DemoPhoto photo(ImageRecord record) {
    ImageDecoder decoder = new ImageDecoder();
    return new DemoPhoto(
        record.id(), record.annotation().label(), _ -> decoder.decode(record.read()));
  }

  private static List<DemoPhoto> spread(List<DemoPhoto> gallery) {
    int count = Math.min(CLOSE_UPS, gallery.size());
    List<DemoPhoto> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(gallery.get((int) ((i + 0.5) * gallery.size() / count)));
    }
    return chosen;
  }
}
