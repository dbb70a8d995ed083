package io.github.dino4j.base;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that tells files, models and runs apart. */
public final class Sha256 {
  private Sha256() {}

  /** A digest of nothing yet; belongs to one thread. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
