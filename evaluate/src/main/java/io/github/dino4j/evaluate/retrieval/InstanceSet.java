package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.data.record.ImageRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images of which it is known what they show.
 *
 * @param embeddings one vector an image
 * @param instances its instance an image; null for a distractor, which shows none
 */
public record InstanceSet(Embeddings embeddings, List<@Nullable String> instances) {
  public InstanceSet {
    embeddings.requireLabels(instances.size());
    instances = Collections.unmodifiableList(new ArrayList<>(instances));
  }

  /**
   * The instance that a record states: its column {@code instance}, else the folder that it lies in
   * within its input; null where there is neither. A shard is no folder.
   */
  public static @Nullable String instance(ImageRecord record) {
    String column = record.annotation().field("instance");
    if (column != null) {
      return column;
    }
    int end = record.id().lastIndexOf('/');
    String folder = end < 0 ? "" : record.id().substring(0, end);
    return folder.isEmpty() || folder.matches(".*\\.(tar|tar\\.gz|tgz)") ? null : folder;
  }
}
