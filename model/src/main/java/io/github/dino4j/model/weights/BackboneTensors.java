package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tensors of one backbone among those of a file: those below one prefix, such as {@code
 * teacher.backbone.} in a training checkpoint or {@code model.} in a saved wrapper.
 *
 * @param prefix what was cut off their names
 * @param tensors in the names of the layout
 * @param others names of the file that do not belong to it
 * @param alternatives prefixes of the other backbones in the file
 */
record BackboneTensors(
    String prefix,
    Map<String, TensorEntry> tensors,
    List<String> others,
    List<String> alternatives) {
  private static final String META_PATCHES = "patch_embed.proj.weight";
  private static final String HUGGING_FACE_PATCHES =
      "embeddings.patch_embeddings.projection.weight";

  /** A classifier on top, which timm and others keep beside the backbone's tensors. */
  private static final String CLASSIFIER = "head.";

  /** How many steps PyTorch's AveragedModel has seen, which it keeps beside the weights. */
  private static final String AVERAGED = "n_averaged";

  /** What trainers call the average of the weights over the steps, which training is for. */
  private static final Pattern AVERAGE =
      Pattern.compile(
          "(?i).*(teacher|momentum|target|averag|shadow|(^|[._])(s?ema|swa)([._]|$)).*");

  private static final Pattern STUDENT =
      Pattern.compile("(?i).*(student|online|(^|[._])raw([._]|$)).*");

  /**
   * The average before anything else, unless {@code state} names another.
   *
   * @param state the first parts of a prefix, such as {@code student}
   */
  static BackboneTensors find(Map<String, TensorEntry> wrapped, Optional<String> state) {
    Map<String, TensorEntry> entries = WrapperNames.strip(wrapped);
    List<String> prefixes =
        entries.keySet().stream()
            .flatMap(BackboneTensors::prefixes)
            .distinct()
            .sorted(Comparator.comparing(BackboneTensors::rank).thenComparing(String::length))
            .toList();
    if (prefixes.isEmpty()) {
      throw new DinoException(
          "holds no vision transformer that is known here: no %s, no %s"
              .formatted(META_PATCHES, HUGGING_FACE_PATCHES));
    }
    String prefix = state.map(name -> named(prefixes, name)).orElse(prefixes.getFirst());
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    entries.forEach((name, entry) -> {
      if (name.startsWith(prefix)
          && !name.startsWith(CLASSIFIER, prefix.length())
          && !name.startsWith(AVERAGED, prefix.length())) {
        String cut = name.substring(prefix.length());
        tensors.put(cut, entry.named(cut));
      } else {
        others.add(name);
      }
    });
    List<String> alternatives =
        prefixes.stream().filter(other -> !other.equals(prefix) && rank(other) < 3).toList();
    if (prefix.isEmpty()) {
      alternatives.forEach(other -> removeBelow(other, tensors, others));
    }
    return new BackboneTensors(prefix, tensors, others, alternatives);
  }

  /** A second backbone beside one whose names have no prefix is not a part of it. */
  private static void removeBelow(
      String prefix, Map<String, TensorEntry> tensors, List<String> others) {
    tensors.keySet().removeIf(name -> name.startsWith(prefix) && others.add(name));
  }

  private static String named(List<String> prefixes, String state) {
    String wanted = state.endsWith(".") ? state : state + ".";
    return prefixes.stream()
        .filter(prefix -> prefix.startsWith(wanted))
        .findFirst()
        .orElseThrow(() ->
            new DinoException(
                "holds no weights called %s; those in it are %s"
                    .formatted(
                        Quoted.of(state),
                        prefixes.stream()
                            .map(BackboneTensors::words)
                            .collect(Collectors.joining(", ")))));
  }

  /** A prefix as a user names it. */
  static String words(String prefix) {
    return prefix.isEmpty() ? "unnamed" : Quoted.of(prefix.substring(0, prefix.length() - 1));
  }

  private static Stream<String> prefixes(String name) {
    return Stream.of(META_PATCHES, HUGGING_FACE_PATCHES)
        .filter(anchor -> name.equals(anchor) || name.endsWith("." + anchor))
        .map(anchor -> name.substring(0, name.length() - anchor.length()));
  }

  private static int rank(String prefix) {
    if (prefix.contains("optim")) {
      return 3;
    }
    if (STUDENT.matcher(prefix).matches()) {
      return 2;
    }
    return AVERAGE.matcher(prefix).matches() ? 0 : 1;
  }

  boolean isHuggingFace() {
    return tensors.containsKey(HUGGING_FACE_PATCHES);
  }
}
