/** Frames of videos, and of folders of frames; the one place that calls ffmpeg. */
@NullMarked
package io.github.dino4j.video;

import org.jspecify.annotations.NullMarked;
