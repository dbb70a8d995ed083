package io.github.dino4j.data.hadoop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Writes a file from its beginning to its end. Belongs to one thread. */
final class WritingChannel implements SeekableByteChannel {
  private final OutputStream out;
  private long position;
  private boolean open = true;

  WritingChannel(OutputStream out) {
    this.out = out;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    out.write(bytes);
    position += bytes.length;
    return bytes.length;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long size() {
    return position;
  }

  @Override
  public WritingChannel position(long other) {
    if (other != position) {
      throw new UnsupportedOperationException("files that lie elsewhere are written in one go");
    }
    return this;
  }

  @Override
  public int read(ByteBuffer target) {
    throw new NonReadableChannelException();
  }

  @Override
  public WritingChannel truncate(long length) {
    throw new UnsupportedOperationException("files that lie elsewhere are written in one go");
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    out.close();
  }
}
