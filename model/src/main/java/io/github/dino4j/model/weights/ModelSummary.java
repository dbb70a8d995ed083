package io.github.dino4j.model.weights;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.file.FileFormat;
import io.github.dino4j.torch.storage.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a model file is.
 *
 * @param path file or folder
 * @param format the container
 * @param layout whose names its tensors have
 * @param config the architecture
 * @param parameters number of values of the backbone, as stored
 * @param types number of values of each element type
 * @param prefix what stands before the names of the backbone; empty for a plain file
 * @param others tensors of the file that do not belong to the backbone, such as heads
 * @param alternatives prefixes of other backbones in the file, such as those of a student
 * @param metadata notes in the file
 * @param input what images are brought to, and who says so
 */
public record ModelSummary(
    Path path,
    FileFormat format,
    WeightLayout layout,
    VisionTransformerConfig config,
    long parameters,
    Map<DType, Long> types,
    String prefix,
    List<String> others,
    List<String> alternatives,
    Map<String, String> metadata,
    StatedInput input) {
  /** Which of several backbones this is, in one line; empty where the file holds one. */
  public Optional<String> choice() {
    return alternatives.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s holds the weights %s and %s: %s is taken; --weights names another"
                .formatted(
                    path,
                    BackboneTensors.words(prefix),
                    alternatives.stream()
                        .map(BackboneTensors::words)
                        .collect(Collectors.joining(", ")),
                    BackboneTensors.words(prefix)));
  }
}
