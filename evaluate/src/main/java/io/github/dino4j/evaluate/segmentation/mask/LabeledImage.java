package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.image.RgbImage;

/** A photo and its mask of the same size. */
public record LabeledImage(RgbImage photo, LabelMap mask) {}
