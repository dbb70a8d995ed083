package io.github.dino4j.cli.demo;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.transform.EvalTransform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Shows a demo's pictures to the model and gathers what the page needs. Unreadable ones are left
 * out.
 */
public final class DemoStudy {
  private static final int BATCH = 16;
  private static final int SEEN = 256;
  private static final int LARGE = 448;
  private static final EvalTransform THUMBNAIL = new EvalTransform.ResizeCrop(160, 160);

  private final Consumer<String> complaints;
  private final List<DemoPhoto> readable = new ArrayList<>();
  private final List<DemoThumbnail> gallery = new ArrayList<>();
  private final Set<String> leftOut = new HashSet<>();
  private final Set<DemoPhoto> strips = ConcurrentHashMap.newKeySet(); // too long for a close-up

  /**
   * @param complaints hears of every picture that was left out
   */
  public DemoStudy(Consumer<String> complaints) {
    this.complaints = complaints;
  }

  /** Pictures that could not be read. */
  public int leftOut() {
    return leftOut.size();
  }

  public List<DemoThumbnail> gallery() {
    return gallery;
  }

  /** One CLS token each; returns how long the model took for all. */
  public DemoNumbers look(List<DemoPhoto> photos, FeatureExtractor extractor, IntConsumer done) {
    long model = 0;
    for (int from = 0; from < photos.size(); from += BATCH) {
      List<DemoPhoto> batch = photos.subList(from, Math.min(photos.size(), from + BATCH));
      List<Ready> ready = ready(batch, extractor);
      long start = System.nanoTime();
      List<float[]> cls = extractor.cls(ready.stream().map(Ready::prepared).toList());
      model += System.nanoTime() - start;
      for (int i = 0; i < ready.size(); i++) {
        DemoPhoto photo = ready.get(i).photo;
        readable.add(photo);
        gallery.add(
            new DemoThumbnail(photo.name(), photo.label(), ready.get(i).thumbnail, cls.get(i)));
      }
      done.accept(from + batch.size());
    }
    return new DemoNumbers(gallery.size(), model / 1e9, extractor.describe());
  }

  private record Ready(DemoPhoto photo, RgbImage thumbnail, PreparedImage prepared) {}

  private List<Ready> ready(List<DemoPhoto> batch, FeatureExtractor extractor) {
    return batch.parallelStream().flatMap(photo -> ready(photo, extractor).stream()).toList();
  }

  private Optional<Ready> ready(DemoPhoto photo, FeatureExtractor extractor) {
    try {
      RgbImage pixels = photo.picture().apply(SEEN);
      if (EvalTransform.Whole.isTooLong(pixels.width(), pixels.height())) {
        strips.add(photo);
      }
      return Optional.of(new Ready(photo, THUMBNAIL.apply(pixels), extractor.prepare(pixels)));
    } catch (DinoException e) {
      leaveOut(photo, e);
      return Optional.empty();
    }
  }

  /** Patches and attention of the whole pictures. */
  public List<DemoImage> lookClosely(List<DemoPhoto> photos, FeatureExtractor extractor) {
    List<DemoImage> images = new ArrayList<>();
    for (DemoPhoto photo : photos) {
      try {
        images.add(closeUp(photo, extractor));
      } catch (DinoException e) {
        leaveOut(photo, e);
      }
    }
    return images;
  }

  public List<DemoPair> pairs(List<DemoSubject.Pair> pairs, FeatureExtractor extractor) {
    List<DemoPair> images = new ArrayList<>();
    for (DemoSubject.Pair pair : pairs) {
      try {
        images.add(new DemoPair(closeUp(pair.a(), extractor), closeUp(pair.b(), extractor)));
      } catch (DinoException e) {
        leaveOut(pair.a(), e);
      }
    }
    return images;
  }

  private synchronized void leaveOut(DemoPhoto photo, DinoException reason) {
    if (leftOut.add(photo.name())) {
      complaints.accept(photo.name() + ": " + reason.getMessage());
    }
  }

  private static DemoImage closeUp(DemoPhoto photo, FeatureExtractor extractor) {
    RgbImage pixels = photo.picture().apply(LARGE);
    Features features = extractor.extract(pixels);
    PatchGrid grid =
        PatchGrid.of(
            Size.of(pixels),
            extractor.transform(),
            features.patches().rows(),
            features.patches().columns());
    return new DemoImage(
        photo.name(),
        photo.label(),
        new View(pixels, grid),
        features.patches(),
        extractor.attention(pixels));
  }

  /** The pictures of the gallery whose CLS tokens are most alike, each in one pair only. */
  public List<DemoSubject.Pair> mostAlike(int count) {
    List<DemoSubject.Pair> pairs = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < gallery.size(); i++) {
      if (!strips.contains(readable.get(i))) {
        left.add(i);
      }
    }
    while (pairs.size() < count && left.size() > 1) {
      int[] best = mostAlike(left);
      pairs.add(new DemoSubject.Pair(readable.get(best[0]), readable.get(best[1])));
      left.remove((Object) best[0]);
      left.remove((Object) best[1]);
    }
    return pairs;
  }

  private int[] mostAlike(List<Integer> among) {
    int[] best = {among.get(0), among.get(1)};
    double highest = -2;
    for (int i = 0; i < among.size(); i++) {
      for (int j = i + 1; j < among.size(); j++) {
        double cosine = cosine(gallery.get(among.get(i)).cls(), gallery.get(among.get(j)).cls());
        if (cosine > highest) {
          highest = cosine;
          best = new int[] {among.get(i), among.get(j)};
        }
      }
    }
    return best;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(Math.max(aa * bb, Double.MIN_NORMAL));
  }
}
