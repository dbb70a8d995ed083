package io.github.dino4j.pretrain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WaitingLinesTest {
  private final byte[] disk = new byte[100];
  private int space = disk.length;
  private final WaitingLines lines = new WaitingLines(this::write, 0);

  /** Three bytes at once, up to where the disk is full. */
  private int write(ByteBuffer bytes, long position) throws IOException {
    int count = (int) Math.min(Math.min(3, bytes.remaining()), space - position);
    if (count <= 0) {
      throw new IOException("No space left on device");
    }
    bytes.get(disk, (int) position, count);
    return count;
  }

  private void add(String line) throws IOException {
    lines.add(line.getBytes(StandardCharsets.UTF_8));
  }

  private String written() {
    return new String(Arrays.copyOf(disk, (int) lines.end()), StandardCharsets.UTF_8);
  }

  @Test
  void linesThatFoundTheDiskFullComeBeforeLaterOnes() throws IOException {
    add("first\n");
    space = 10;
    assertThatThrownBy(() -> add("second\n")).hasMessageContaining("No space");
    assertThatThrownBy(() -> add("third\n")).hasMessageContaining("No space");
    assertThat(written()).isEqualTo("first\n");
    space = disk.length;
    add("fourth\n");
    assertThat(written()).isEqualTo("first\nsecond\nthird\nfourth\n");
  }

  @Test
  void whatStillWaitsAtTheEndIsWrittenThen() throws IOException {
    space = 0;
    assertThatThrownBy(() -> add("only\n")).hasMessageContaining("No space");
    assertThat(lines.end()).isZero();
    space = disk.length;
    lines.flush();
    assertThat(written()).isEqualTo("only\n");
  }
}
