package io.github.dino4j.data.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.lz4.Lz4Compressor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FramedLz4Test {
  private static final byte[] PAGE = "a page, a page, a page, a page".repeat(20).getBytes(UTF_8);

  @Test
  void blocksInFramesAndABlockWithoutAreRead() {
    int half = PAGE.length / 2;
    byte[] first = packed(Arrays.copyOf(PAGE, half));
    byte[] second = packed(Arrays.copyOfRange(PAGE, half, PAGE.length));
    ByteBuffer framed = ByteBuffer.allocate(first.length + second.length + 16);
    framed.putInt(half).putInt(first.length).put(first);
    framed.putInt(PAGE.length - half).putInt(second.length).put(second);

    assertThat(new FramedLz4().inflate(framed.array(), PAGE.length)).isEqualTo(PAGE);
    assertThat(new FramedLz4().inflate(packed(PAGE), PAGE.length)).isEqualTo(PAGE);
  }

  private static byte[] packed(byte[] bytes) {
    Lz4Compressor compressor = new Lz4Compressor();
    byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
    return Arrays.copyOf(out, compressor.compress(bytes, 0, bytes.length, out, 0, out.length));
  }
}
