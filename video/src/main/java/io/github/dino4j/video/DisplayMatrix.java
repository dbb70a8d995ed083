package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.javacpp.IntPointer;

/**
 * How a player turns the frames of a stream: the matrix of its track header (ISO/IEC 14496-12,
 * tkhd), in the numbers that EXIF has for the same eight turns.
 */
final class DisplayMatrix {
  /** Signs of where x and then y of a stored pixel go, for EXIF orientations 1 to 8. */
  private static final List<List<Integer>> TURNS =
      List.of(
          List.of(1, 0, 0, 1),
          List.of(-1, 0, 0, 1),
          List.of(-1, 0, 0, -1),
          List.of(1, 0, 0, -1),
          List.of(0, 1, 1, 0),
          List.of(0, 1, -1, 0),
          List.of(0, -1, -1, 0),
          List.of(0, -1, 1, 0));

  private DisplayMatrix() {}

  /** 1 (as stored) to 8; 1 too where there is no matrix, or one that turns by other angles. */
  static int orientation(AVCodecParameters parameters) {
    if (parameters.nb_coded_side_data() == 0) {
      return 1;
    }
    AVPacketSideData matrix =
        av_packet_side_data_get(
            parameters.coded_side_data(),
            parameters.nb_coded_side_data(),
            AV_PKT_DATA_DISPLAYMATRIX);
    return matrix == null ? 1 : orientation(new IntPointer(matrix.data()));
  }

  /** Of a matrix {@code [3, 3]}, of which the upper left four turn. */
  private static int orientation(IntPointer matrix) {
    List<Integer> turn =
        List.of(sign(matrix, 0), sign(matrix, 1), sign(matrix, 3), sign(matrix, 4));
    return Math.max(TURNS.indexOf(turn), 0) + 1;
  }

  private static int sign(IntPointer matrix, int entry) {
    return Integer.signum(matrix.get(entry));
  }
}
