package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Images with their masks, read from their files each time that they are asked for. Any number of
 * threads may ask.
 */
public final class SegmentationImages implements MaskSet {
  private static final ImageDecoder DECODER = new ImageDecoder();

  private final List<ImageRecord> records;
  private final MaskLocator locator;
  private final MaskReader reader;
  private final AtomicReferenceArray<Size> sizes; // of images, once they are known

  private SegmentationImages(List<ImageRecord> records, MaskLocator locator, MaskReader reader) {
    this.records = List.copyOf(records);
    this.locator = locator;
    this.reader = reader;
    this.sizes = new AtomicReferenceArray<>(records.size());
  }

  /**
   * Looks for the mask of every image, without reading any.
   *
   * @throws DinoException in one line, if there is no image, or one has no mask
   */
  public static SegmentationImages of(ImageSource images, MaskLocator locator, MaskReader reader) {
    List<ImageRecord> records = new ArrayList<>();
    try (RecordStream stream = images.open()) {
      while (stream.hasNext()) {
        records.add(stream.next());
        locator.of(records.getLast());
      }
    }
    if (records.isEmpty()) {
      throw new DinoException("no image to segment");
    }
    return new SegmentationImages(records, locator, reader);
  }

  /** The images' records, in order. */
  public List<ImageRecord> records() {
    return records;
  }

  @Override
  public int size() {
    return records.size();
  }

  /**
   * The mask of an image.
   *
   * @throws DinoException in one line, if it cannot be read or is of another size than its image
   */
  @Override
  public LabelMap get(int image) {
    Size size = sizes.get(image);
    return size == null ? labeled(image).mask() : mask(image, size);
  }

  /**
   * An image, upright, and its mask.
   *
   * @throws DinoException in one line, as {@link #get}, also for the image
   */
  public LabeledImage labeled(int image) {
    RgbImage photo = photo(image);
    sizes.set(image, Size.of(photo));
    return new LabeledImage(photo, mask(image, Size.of(photo)));
  }

  private RgbImage photo(int image) {
    ImageRecord record = records.get(image);
    try {
      return DECODER.decode(record.read());
    } catch (DinoException e) {
      throw new DinoException("%s: %s".formatted(record.path(), e.getMessage()), e);
    }
  }

  private LabelMap mask(int image, Size size) {
    return reader.read(locator.of(records.get(image)), size);
  }
}
