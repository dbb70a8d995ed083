package io.github.dino4j.video;

import io.github.dino4j.image.RgbImage;
import java.util.OptionalDouble;

/**
 * One frame of a clip.
 *
 * @param index its number from 0 on, in the order in which frames are shown
 * @param seconds when it is shown, after the first frame; empty in a folder of frames
 * @param image upright
 */
public record VideoFrame(long index, OptionalDouble seconds, RgbImage image) {}
