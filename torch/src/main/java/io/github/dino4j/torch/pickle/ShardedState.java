package io.github.dino4j.torch.pickle;

import io.github.dino4j.DinoException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What training on several processes leaves when each saves its own part: local shards of FSDP, and
 * the folders of torch.distributed.checkpoint (DCP). No single file of them is a model.
 */
public final class ShardedState {
  private static final String METADATA = ".metadata";
  private static final String SHARD = ".distcp";

  private ShardedState() {}

  /**
   * @throws DinoException if {@code path} is a folder of DCP or a file of one
   */
  public static void refuse(Path path) {
    String name = path.toAbsolutePath().normalize().getFileName() + "";
    boolean folder =
        Files.exists(path.resolve(METADATA)) || Files.exists(path.resolve("__0_0" + SHARD));
    if (folder || name.endsWith(SHARD) || name.equals(METADATA)) {
      throw new DinoException(
          path + ": " + words("this is a checkpoint of torch.distributed.checkpoint (DCP)"));
    }
  }

  /**
   * One line that says where the whole model is.
   *
   * @param what this is
   */
  static String words(String what) {
    return what
        + ", sharded as FSDP or DCP save it, not a whole model; the whole teacher of such a run is"
        + " in eval/training_N/teacher_checkpoint.pth, and for a DCP folder"
        + " torch.distributed.checkpoint.format_utils.dcp_to_torch_save(FOLDER, FILE) writes one";
  }
}
