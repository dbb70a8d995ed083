package io.github.dino4j.pretrain.data;

import io.github.dino4j.pretrain.masking.Masks;
import io.github.dino4j.pretrain.step.Batch;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** The batch of one process in one iteration, in plain Java: eight-bit crops stay eight bits. */
public final class Views {
  private final List<Part> parts;
  private final CropShape global;
  private final CropShape local;

  /**
   * What goes through the model in one pass.
   *
   * @param images the crops of each image, global ones first
   * @param masks of the global crops
   */
  record Part(List<List<Crop>> images, Masks masks) {}

  /** Crops of an image that have one size. */
  record CropShape(int first, int count, int channels, int size) {
    long floats() {
      return (long) channels * size * size;
    }
  }

  Views(List<Part> parts, CropShape global, CropShape local) {
    this.parts = List.copyOf(parts);
    this.global = global;
    this.local = local;
  }

  /**
   * As normalised tensors on the CPU, one batch a micro batch; all belong to the open scope.
   *
   * @throws IllegalStateException if no scope is open
   */
  public List<Batch> batches() {
    return parts.stream().map(this::batch).toList();
  }

  private Batch batch(Part part) {
    return new Batch(
        tensor(part.images(), global),
        local.count() == 0 ? null : tensor(part.images(), local),
        part.masks());
  }

  /** {@code [count * images, channels, size, size]}, filled by all cores. */
  private static Tensor tensor(List<List<Crop>> images, CropShape shape) {
    int rows = shape.count() * images.size();
    Tensor tensor = Tensors.empty(rows, shape.channels(), shape.size(), shape.size());
    MemorySegment memory = Tensors.memory(tensor);
    IntStream.range(0, rows)
        .parallel()
        .forEach(i -> {
          int crop = i / images.size();
          int image = i % images.size();
          images
              .get(image)
              .get(shape.first() + crop)
              .write(memory, Batch.row(crop, image, images.size()) * shape.floats());
        });
    return tensor;
  }

  /** How many images the views are of. */
  public int images() {
    return parts.stream().mapToInt(part -> part.images().size()).sum();
  }
}
