package io.github.dino4j.scenes;

import io.github.dino4j.image.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files of the three kinds that a dataset needs. */
final class Png {
  // Half the time of the default for files of the same size.
  private static final float COMPRESSION = 0.5f;

  private Png() {}

  static byte[] rgb(RgbImage image) throws IOException {
    BufferedImage canvas =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] to = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
    byte[] from = image.pixels();
    for (int i = 0; i < to.length; i += 3) {
      to[i] = from[i + 2];
      to[i + 1] = from[i + 1];
      to[i + 2] = from[i];
    }
    return encode(canvas);
  }

  static byte[] bytes(byte[] values, int size) throws IOException {
    BufferedImage canvas = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    byte[] to = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
    System.arraycopy(values, 0, to, 0, to.length);
    return encode(canvas);
  }

  static byte[] shorts(int[] values, int size) throws IOException {
    BufferedImage canvas = new BufferedImage(size, size, BufferedImage.TYPE_USHORT_GRAY);
    short[] to = ((DataBufferUShort) canvas.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < to.length; i++) {
      to[i] = (short) values[i];
    }
    return encode(canvas);
  }

  private static byte[] encode(BufferedImage canvas) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 15);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(COMPRESSION);
      writer.setOutput(out);
      writer.write(null, new IIOImage(canvas, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
