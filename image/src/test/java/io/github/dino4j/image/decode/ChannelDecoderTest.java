package io.github.dino4j.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.image.ChannelFiles;
import io.github.dino4j.image.ChannelFiles.Content;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelDecoderTest {
  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;

  private static Content content(int channels, int bits) {
    int last = (1 << bits) - 1;
    return new Content(
        WIDTH, HEIGHT, channels, bits, (c, i) -> (c * 7919 + i * 1237 + 1) % (last + 1));
  }

  private static float[] shares(Content content) {
    float[] shares = new float[WIDTH * HEIGHT * content.channels()];
    for (int i = 0; i < shares.length; i++) {
      int sample = content.samples().applyAsInt(i / (WIDTH * HEIGHT), i % (WIDTH * HEIGHT));
      shares[i] = sample / ((1 << content.bits()) - 1f);
    }
    return shares;
  }

  private static void assertDecodes(byte[] file, Content content) {
    ChannelImage image = new ChannelDecoder(content.channels()).decode(file);
    assertThat(image.width()).isEqualTo(WIDTH);
    assertThat(image.height()).isEqualTo(HEIGHT);
    assertThat(image.samples()).isEqualTo(shares(content));
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "1, 16", "2, 8", "2, 16", "3, 8", "3, 16", "4, 8", "4, 16"})
  void pngKeepsItsSamples(int channels, int bits) {
    Content content = content(channels, bits);
    assertDecodes(ChannelFiles.png(content), content);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 1",
    "1, 16, 1",
    "2, 16, 1",
    "3, 8, 1",
    "3, 16, 1",
    "4, 8, 1",
    "5, 8, 1",
    "5, 16, 1",
    "9, 16, 1",
    "3, 16, 3",
    "6, 8, 6",
    "6, 16, 2"
  })
  void tiffKeepsItsSamplesAndPagesAreChannels(int channels, int bits, int pages) {
    Content content = content(channels, bits);
    assertDecodes(ChannelFiles.tiff(content, pages), content);
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "5"})
  void npyIsReadInBothLayoutsAndByteOrders(int channels) {
    Content bytes = content(channels, 8);
    Content shorts = content(channels, 16);
    String first = "(%d, %d, %d)".formatted(channels, HEIGHT, WIDTH);
    String last = "(%d, %d, %d)".formatted(HEIGHT, WIDTH, channels);
    ByteOrder little = ByteOrder.LITTLE_ENDIAN;
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    assertDecodes(ChannelFiles.npy("|u1", first, bytes.planar(big)), bytes);
    assertDecodes(ChannelFiles.npy(">u2", first, shorts.planar(big)), shorts);
    if (channels != HEIGHT) {
      assertDecodes(ChannelFiles.npy("<u2", last, shorts.interleaved(little, 0, channels)), shorts);
    }
  }

  @Test
  void npyOfFloatsIsTakenAsItIs() {
    ByteBuffer numbers = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putFloat(0).putFloat(0.25f).putFloat(1).putFloat(0.1f);
    ChannelImage image =
        new ChannelDecoder(1).decode(ChannelFiles.npy("<f4", "(2, 2)", numbers.array()));
    assertThat(image.samples()).containsExactly(0, 0.25f, 1, 0.1f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<f4 ; (1, 1) ; 4 ; holds 4000.0",
        "<i8 ; (1, 1) ; 4 ; an array of <i8",
        "|u1 ; (4,) ; 4 ; no picture",
        "|u1 ; (2, 3) ; 4 ; truncated",
        "|u1 ; (9, 2, 2) ; 36 ; 9 channels where the model takes 1",
      })
  void anArrayThatIsNoPictureSaysWhy(String type, String shape, int size, String reason) {
    byte[] numbers = new byte[size];
    ByteBuffer.wrap(numbers).order(ByteOrder.LITTLE_ENDIAN).putFloat(4000);
    byte[] file = ChannelFiles.npy(type, shape, numbers);
    assertThatThrownBy(() -> new ChannelDecoder(1).decode(file))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void channelsFitWhereTheyCan() {
    Content colours = content(3, 8);
    float[] rgb = shares(colours);
    float[] gray = new float[WIDTH * HEIGHT];
    for (int i = 0; i < gray.length; i++) {
      gray[i] = 0.299f * rgb[i] + 0.587f * rgb[gray.length + i] + 0.114f * rgb[2 * gray.length + i];
    }
    assertThat(new ChannelDecoder(1).decode(ChannelFiles.png(colours)).samples()).isEqualTo(gray);
    float[] withoutAlpha = Arrays.copyOf(shares(content(4, 16)), 3 * gray.length);
    assertThat(new ChannelDecoder(3).decode(ChannelFiles.png(content(4, 16))).samples())
        .isEqualTo(withoutAlpha);
    float[] one = shares(content(1, 16));
    assertThat(new ChannelDecoder(3).decode(ChannelFiles.png(content(1, 16))).samples())
        .startsWith(one)
        .endsWith(one);
    assertThatThrownBy(() -> new ChannelDecoder(4).decode(ChannelFiles.png(colours)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("3 channels where the model takes 4");
  }

  @Test
  void aCutFileIsRefusedWithAReasonWhereverItIsCut() {
    Content content = content(5, 16);
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[][] files = {
      ChannelFiles.tiff(content, 1),
      ChannelFiles.png(content(4, 16)),
      ChannelFiles.npy("<u2", "(5, 5, 7)", content.planar(order))
    };
    for (byte[] file : files) {
      for (int length = 0; length < file.length; length += 3) {
        byte[] cut = Arrays.copyOf(file, length);
        assertThatCode(() -> new ChannelDecoder(5).decode(cut))
            .as("%d of %d bytes", length, file.length)
            .isInstanceOf(UnreadableImageException.class);
      }
    }
  }
}
