package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.image.RgbImage;

/** A photo and its depth, of one size. */
public record DepthImage(RgbImage photo, DepthMap depth) {}
