package io.github.dino4j.pretrain.probe;

import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** A few of any number of images, each as likely as the others, drawn while they stream by. */
final class ImageSample {
  private record Drawn(long position, ImageRecord image) {}

  private ImageSample() {}

  /**
   * @param inputs in the words of {@link ImageSource}
   * @param most how many; all where there are fewer
   * @param seed the same draws the same
   * @return in the order of the inputs
   * @throws io.github.dino4j.DinoException if an input cannot be opened
   */
  static List<ImageRecord> of(List<String> inputs, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Drawn> drawn = new ArrayList<>();
    try (RecordStream stream = ImageSource.of(inputs).open()) {
      for (long position = 0; stream.hasNext(); position++) {
        Drawn next = new Drawn(position, stream.next());
        if (drawn.size() < most) {
          drawn.add(next);
          continue;
        }
        long place = random.nextLong(position + 1);
        if (place < most) {
          drawn.set((int) place, next);
        }
      }
    }
    drawn.sort(Comparator.comparingLong(Drawn::position));
    return drawn.stream().map(Drawn::image).toList();
  }
}
