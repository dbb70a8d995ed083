package io.github.dino4j.cli.demo;

import io.github.dino4j.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * One of the many pictures among which neighbours are sought.
 *
 * @param name what a reader would call it
 * @param label its class, where it is known
 * @param photo at any size; a small one spares memory
 * @param cls its CLS token, {@code [dim]}
 */
public record DemoThumbnail(String name, @Nullable String label, RgbImage photo, float[] cls) {}
