package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.TensorEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tensors of one backbone among those of a file: those below one prefix, such as {@code
 * teacher.backbone.} in a training checkpoint or {@code model.module.} in a saved wrapper.
 *
 * @param prefix what was cut off their names
 * @param tensors in the names of the layout
 * @param others names of the file that do not belong to it
 */
record Backbone(String prefix, Map<String, TensorEntry> tensors, List<String> others) {
  private static final String META_PATCHES = "patch_embed.proj.weight";
  private static final String HUGGING_FACE_PATCHES =
      "embeddings.patch_embeddings.projection.weight";

  /** A classifier on top, which timm and others keep beside the backbone's tensors. */
  private static final String CLASSIFIER = "head.";

  /** The teacher before anything else, because its average is what training is for. */
  static Backbone find(Map<String, TensorEntry> entries) {
    String prefix =
        entries.keySet().stream()
            .flatMap(Backbone::prefixes)
            .min(Comparator.comparing(Backbone::rank).thenComparing(String::length))
            .orElseThrow(() ->
                new DinoException(
                    "holds no vision transformer that is known here: no %s, no %s"
                        .formatted(META_PATCHES, HUGGING_FACE_PATCHES)));
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    entries.forEach((name, entry) -> {
      if (name.startsWith(prefix) && !name.startsWith(CLASSIFIER, prefix.length())) {
        String cut = name.substring(prefix.length());
        tensors.put(cut, entry.named(cut));
      } else {
        others.add(name);
      }
    });
    return new Backbone(prefix, tensors, others);
  }

  private static Stream<String> prefixes(String name) {
    return Stream.of(META_PATCHES, HUGGING_FACE_PATCHES)
        .filter(anchor -> name.equals(anchor) || name.endsWith("." + anchor))
        .map(anchor -> name.substring(0, name.length() - anchor.length()));
  }

  private static int rank(String prefix) {
    if (prefix.contains("optimizer")) {
      return 3;
    }
    return prefix.contains("teacher") ? 0 : prefix.contains("student") ? 2 : 1;
  }

  boolean isHuggingFace() {
    return tensors.containsKey(HUGGING_FACE_PATCHES);
  }
}
