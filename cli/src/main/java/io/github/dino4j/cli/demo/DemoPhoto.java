package io.github.dino4j.cli.demo;

import io.github.dino4j.image.RgbImage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A picture for the demo, not drawn yet.
 *
 * @param name what a reader would call it
 * @param label its class, where it is known
 * @param picture its pixels, for a wanted side; a photo comes in its own size whatever is wanted
 */
public record DemoPhoto(String name, @Nullable String label, IntFunction<RgbImage> picture) {}
