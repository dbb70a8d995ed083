package io.github.dino4j.video;

import io.github.dino4j.image.Size;
import java.util.OptionalDouble;

/**
 * What a clip says of itself before anything is decoded.
 *
 * @param size of a frame as it is shown: turned as the camera was held. The shape of single pixels
 *     (sample aspect ratio) is ignored
 * @param seconds how long it is; empty for a folder of frames and where the file does not say
 * @param frameRate frames a second on average; empty likewise
 * @param estimatedFrames how many frames the header states, else what length and rate come to; 0
 *     where neither is known. {@link VideoFile#countFrames} counts them
 */
public record VideoInfo(
    Size size, OptionalDouble seconds, OptionalDouble frameRate, long estimatedFrames) {}
