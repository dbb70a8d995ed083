package io.github.dino4j.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Uncompressed files with chosen samples, written as plainly as the formats allow. */
public final class ChannelFiles {
  private static final int ENTRIES = 9;

  private ChannelFiles() {}

  /**
   * What is in a file.
   *
   * @param bits 8 or 16
   * @param samples by channel and place in the plane
   */
  public record Content(int width, int height, int channels, int bits, IntBinaryOperator samples) {
    public byte[] interleaved(ByteOrder order, int first, int count) {
      ByteBuffer out = ByteBuffer.allocate(width * height * count * bits / 8).order(order);
      for (int i = 0; i < width * height; i++) {
        for (int c = first; c < first + count; c++) {
          put(out, samples.applyAsInt(c, i));
        }
      }
      return out.array();
    }

    public byte[] planar(ByteOrder order) {
      ByteBuffer out = ByteBuffer.allocate(width * height * channels * bits / 8).order(order);
      for (int i = 0; i < width * height * channels; i++) {
        put(out, samples.applyAsInt(i / (width * height), i % (width * height)));
      }
      return out.array();
    }

    private void put(ByteBuffer out, int sample) {
      if (bits == 8) {
        out.put((byte) sample);
      } else {
        out.putShort((short) sample);
      }
    }
  }

  /** Little-endian, {@code pages} that share out the channels. */
  public static byte[] tiff(Content content, int pages) {
    int samples = content.channels() / pages;
    int pixels = content.width() * content.height() * samples * content.bits() / 8;
    int directory = 2 + ENTRIES * 12 + 4;
    int page = pixels + directory + 2 * samples;
    ByteBuffer out = ByteBuffer.allocate(8 + pages * page).order(ByteOrder.LITTLE_ENDIAN);
    out.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(8 + pixels);
    for (int p = 0; p < pages; p++) {
      int start = out.position();
      int bits = start + pixels + directory;
      out.put(content.interleaved(ByteOrder.LITTLE_ENDIAN, p * samples, samples));
      out.putShort((short) ENTRIES);
      entry(out, 256, 4, content.width());
      entry(out, 257, 4, content.height());
      out.putShort((short) 258).putShort((short) 3).putInt(samples);
      // Up to two short numbers stand in the entry itself.
      out.putInt(samples > 2 ? bits : samples == 2 ? content.bits() * 65537 : content.bits());
      entry(out, 259, 3, 1);
      entry(out, 262, 3, samples == 3 ? 2 : 1);
      entry(out, 273, 4, start);
      entry(out, 277, 3, samples);
      entry(out, 278, 4, content.height());
      entry(out, 279, 4, pixels);
      out.putInt(p + 1 < pages ? start + page + pixels : 0);
      for (int i = 0; i < samples; i++) {
        out.putShort((short) content.bits());
      }
    }
    return out.array();
  }

  private static void entry(ByteBuffer out, int tag, int type, int value) {
    out.putShort((short) tag).putShort((short) type).putInt(1).putInt(value);
  }

  /** Of 1 to 4 channels: gray, with alpha, colours, with alpha. */
  public static byte[] png(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    int colour = new int[] {0, 4, 2, 6}[content.channels() - 1];
    ByteBuffer header = ByteBuffer.allocate(13).putInt(content.width()).putInt(content.height());
    chunk(out, "IHDR", header.put((byte) content.bits()).put((byte) colour).array());
    byte[] pixels = content.interleaved(ByteOrder.BIG_ENDIAN, 0, content.channels());
    int row = pixels.length / content.height();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      for (int y = 0; y < content.height(); y++) {
        deflater.write(0);
        deflater.write(pixels, y * row, row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    chunk(out, "IDAT", packed.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] data) {
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(ascii);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(ascii);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /**
   * @param type as {@code <u2}
   * @param shape as {@code (3, 4, 5)}
   */
  public static byte[] npy(String type, String shape, byte[] numbers) {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    String padded = header + " ".repeat(117 - header.length()) + "\n";
    return ByteBuffer.allocate(128 + numbers.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("\u0093NUMPY\001\000".getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) 118)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .put(numbers)
        .array();
  }
}
