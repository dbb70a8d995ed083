package io.github.dino4j.data.parquet;

import io.airlift.compress.Compressor;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.brotli.dec.BrotliInputStream;

/**
 * Page compression in plain Java: reads Snappy, Zstandard, GZIP, Brotli, LZ4 and uncompressed
 * pages, writes Snappy and uncompressed ones. The codecs of parquet-java itself would load Hadoop.
 */
public final class ParquetCodecs implements CompressionCodecFactory {
  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return switch (name) {
      case UNCOMPRESSED -> new Uncompressed();
      case SNAPPY -> new Snappy(new SnappyCompressor());
      default -> throw new IllegalArgumentException("pages are not written with " + name);
    };
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return switch (name) {
      case UNCOMPRESSED -> new Pages((page, size) -> page);
      case SNAPPY -> new Pages(block(new SnappyDecompressor()));
      case ZSTD -> new Pages(block(new ZstdDecompressor()));
      case LZ4_RAW -> new Pages(block(new Lz4Decompressor()));
      case LZ4 -> new Pages(new FramedLz4()::inflate);
      case GZIP -> new Pages((page, size) -> read(new GZIPInputStream(bytes(page)), size));
      case BROTLI -> new Pages((page, size) -> read(new BrotliInputStream(bytes(page)), size));
      default -> throw new IllegalArgumentException("pages compressed with " + name);
    };
  }

  @Override
  public void release() {}

  private static Inflate block(Decompressor decompressor) {
    return (page, size) -> {
      byte[] bytes = new byte[size];
      decompressor.decompress(page, 0, page.length, bytes, 0, size);
      return bytes;
    };
  }

  private static InputStream bytes(byte[] page) {
    return new ByteArrayInputStream(page);
  }

  private static byte[] read(InputStream unpacked, int size) throws IOException {
    try (unpacked) {
      return unpacked.readNBytes(size);
    }
  }

  private interface Inflate {
    byte[] inflate(byte[] page, int size) throws IOException;
  }

  private record Pages(Inflate inflate) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
      return BytesInput.from(inflate.inflate(page.toByteArray(), size));
    }

    @Override
    public void decompress(ByteBuffer page, int length, ByteBuffer out, int size)
        throws IOException {
      byte[] bytes = new byte[length];
      page.get(bytes);
      out.put(inflate.inflate(bytes, size));
    }

    @Override
    public void release() {}
  }

  private record Uncompressed() implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) {
      return page;
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.UNCOMPRESSED;
    }

    @Override
    public void release() {}
  }

  private record Snappy(Compressor compressor) implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      byte[] bytes = page.toByteArray();
      byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
      int length = compressor.compress(bytes, 0, bytes.length, out, 0, out.length);
      return BytesInput.from(out, 0, length);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.SNAPPY;
    }

    @Override
    public void release() {}
  }
}
