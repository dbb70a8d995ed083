package io.github.dino4j.model.weights;

import io.github.dino4j.base.Sha256;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A digest of parameters: their names, types, shapes and every byte. SHA-256 of each tensor, on all
 * cores, and of those: processors have instructions for it, and loading reads every byte anyway.
 */
public final class ParameterHash {
  private static final int DIGITS = 32;
  private static final long CHUNK = 1 << 24;

  private ParameterHash() {}

  /**
   * The same for the same parameters in whatever order.
   *
   * @param about what else decides the outputs, such as the configuration
   * @return {@value #DIGITS} hex digits
   */
  public static String of(Collection<TensorEntry> parameters, String about) {
    List<byte[]> digests =
        parameters.stream()
            .sorted(Comparator.comparing(TensorEntry::name))
            .toList()
            .parallelStream()
            .map(ParameterHash::digest)
            .toList();
    MessageDigest all = Sha256.digest();
    all.update(about.getBytes(StandardCharsets.UTF_8));
    digests.forEach(all::update);
    return HexFormat.of().formatHex(all.digest()).substring(0, DIGITS);
  }

  private static byte[] digest(TensorEntry entry) {
    MessageDigest digest = Sha256.digest();
    digest.update(entry.toString().getBytes(StandardCharsets.UTF_8));
    MemorySegment bytes = entry.bytes();
    for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
      digest.update(bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer());
    }
    return digest.digest();
  }
}
