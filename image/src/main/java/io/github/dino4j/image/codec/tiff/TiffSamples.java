package io.github.dino4j.image.codec.tiff;

import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** TIFF samples of 8 or 16 bits as they are stored, of one page or of all. */
public final class TiffSamples {
  private TiffSamples() {}

  /**
   * @param wanted number of channels: if all pages together have as many, they are one picture
   */
  public static ChannelImage read(Bytes file, int wanted) {
    TiffDirectory directory = TiffDirectory.first(file);
    ImageHeader header = new TiffCodec().header(file);
    long samples = Math.max(1, directory.value(TiffCodec.SAMPLES));
    if (samples > Short.MAX_VALUE) {
      throw UnreadableImageException.broken("TIFF", samples + " samples a pixel");
    }
    ChannelImage.requireFit(header.width(), header.height(), Math.max(wanted, (int) samples) * 2);
    ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.data))) {
      reader.setInput(in, false, true);
      return stacked(pages(reader, (int) samples, wanted));
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The reader trips over damaged tags; what its own code says of that helps nobody.
      throw UnreadableImageException.broken("TIFF", "its data cannot be decoded");
    } finally {
      reader.dispose();
    }
  }

  private static List<Raster> pages(ImageReader reader, int samples, int wanted)
      throws IOException {
    int count =
        samples < wanted && reader.getNumImages(true) * samples == wanted ? wanted / samples : 1;
    List<Raster> pages = new ArrayList<>();
    for (int page = 0; page < count; page++) {
      BufferedImage picture = reader.read(page);
      pages.add(picture.getRaster());
    }
    return pages;
  }

  private static ChannelImage stacked(List<Raster> pages) {
    Raster first = pages.getFirst();
    int channels = pages.stream().mapToInt(Raster::getNumBands).sum();
    ChannelImage image =
        ChannelImage.black(new Size(first.getWidth(), first.getHeight()), channels);
    int offset = 0;
    for (Raster page : pages) {
      if (page.getWidth() != image.width() || page.getHeight() != image.height()) {
        throw UnreadableImageException.broken("TIFF", "its pages have different sizes");
      }
      for (int band = 0; band < page.getNumBands(); band++, offset += image.plane()) {
        put(page, band, image.samples(), offset);
      }
    }
    return image;
  }

  private static void put(Raster page, int band, float[] samples, int offset) {
    float scale = fullScale(page, band);
    float[] row = new float[page.getWidth()];
    int at = offset;
    for (int y = 0; y < page.getHeight(); y++) {
      page.getSamples(0, y, row.length, 1, band, row);
      for (float sample : row) {
        samples[at++] = sample / scale;
      }
    }
  }

  private static float fullScale(Raster page, int band) {
    int bits = page.getSampleModel().getSampleSize(band);
    int type = page.getTransferType();
    if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
      throw new UnreadableImageException(
          "a TIFF of %d-bit samples that are signed or no whole numbers; convert it to 16 bits"
              .formatted(bits));
    }
    return (1 << bits) - 1f;
  }
}
