package io.github.dino4j.image.codec;

import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;

/**
 * One file format. Both methods throw {@link UnreadableImageException} and nothing else on broken
 * content, hold no state and may be called from any thread.
 */
public interface ImageCodec {
  /** Reads sizes and orientation; touches no pixel. */
  ImageHeader header(Bytes file);

  /** The pixels as Pillow's {@code convert('RGB')} gives them, not yet turned upright. */
  RgbImage decode(Bytes file, ImageHeader header);
}
