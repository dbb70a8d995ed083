package io.github.dino4j.image.codec.png;

import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.Size;

/** PNG samples of 8 or 16 bits as they are stored, alpha among them. */
public final class PngSamples {
  private static final float BYTE = 255;
  private static final float SHORT = 65535;

  private PngSamples() {}

  public static ChannelImage read(PngLayout layout, PngRows rows) {
    ChannelImage image =
        ChannelImage.black(new Size(layout.width(), layout.height()), layout.channels());
    for (int[] pass : PngPixels.passes(layout)) {
      int columns = PngPixels.columns(layout, pass);
      byte[] row = new byte[layout.rowBytes(columns)];
      byte[] above = new byte[row.length];
      for (int y = pass[1]; columns > 0 && y < layout.height(); y += pass[3]) {
        rows.read(row, above, layout.filterStep());
        place(row, layout, image, new int[] {y * layout.width() + pass[0], pass[2], columns});
        byte[] swap = above;
        above = row;
        row = swap;
      }
    }
    return image;
  }

  /**
   * @param places the first pixel, the step to the next, how many
   */
  private static void place(byte[] row, PngLayout layout, ChannelImage image, int[] places) {
    boolean wide = layout.depth() == Short.SIZE;
    int i = 0;
    for (int x = 0; x < places[2]; x++) {
      int pixel = places[0] + x * places[1];
      for (int c = 0; c < image.channels(); c++) {
        float sample = wide ? (row[i++] & 0xff) << 8 : 0;
        sample += row[i++] & 0xff;
        image.samples()[c * image.plane() + pixel] = sample / (wide ? SHORT : BYTE);
      }
    }
  }
}
