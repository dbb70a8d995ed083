package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.MaskSet;
import io.github.dino4j.features.PatchFeatures;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * MaskSet without training: each patch takes the labels of the most similar patches of labelled
 * images, weighted by the softmax of their cosines (Balazevic et al. 2023, "Towards in-context
 * scene understanding"). A stored patch has the shares of its pixels by class. What it returns are
 * probabilities, not logits.
 */
public final class InContextSegmentation implements PatchClassifier {
  private final Options options;
  private final int classes;
  private final int dim;
  private final NearestPatches stored;
  private final float[] labels; // [stored patches, classes]

  /**
   * How neighbours are stored and weighted.
   *
   * @param neighbours that say what a patch shows
   * @param temperature of the softmax over their cosines
   * @param patches stored at most, evenly from all images; time and memory grow with it
   * @param seed of the choice among patches
   */
  public record Options(int neighbours, double temperature, int patches, long seed) {
    /** 30 neighbours at 0.02 among 20,000 patches. */
    public static Options byDefault() {
      return new Options(30, 0.02, 20_000, 0);
    }
  }

  private InContextSegmentation(Memory memory, Options options) {
    this.options = options;
    this.classes = memory.classes;
    this.dim = memory.dim;
    this.stored = new NearestPatches(Arrays.copyOf(memory.features, memory.size * dim), dim);
    this.labels = Arrays.copyOf(memory.labels, memory.size * classes);
  }

  /**
   * Stores patches of labelled images.
   *
   * @param images whose patches cover them whole
   * @param masks of the same images
   * @throws DinoException if no pixel is labelled
   */
  public static InContextSegmentation of(
      FrozenFeatures images, MaskSet masks, int classes, Options options) {
    int dim = PatchFeatures.concatenate(images.get(0)).dim();
    Memory memory = new Memory(options.patches(), dim, classes);
    SplittableRandom random = new SplittableRandom(options.seed());
    for (int i = 0; i < images.size(); i++) {
      int quota = (options.patches() - memory.size) / (images.size() - i);
      memory.add(PatchFeatures.concatenate(images.get(i)), masks.get(i), quota, random);
    }
    if (memory.size == 0) {
      throw new DinoException(
          "no pixel of the %d training masks is labelled".formatted(masks.size()));
    }
    return new InContextSegmentation(memory, options);
  }

  /** Patches with a labelled pixel, one after the other. */
  private static final class Memory {
    private final int dim;
    private final int classes;
    private final float[] features;
    private final float[] labels;
    private int size;

    Memory(int patches, int dim, int classes) {
      this.dim = dim;
      this.classes = classes;
      this.features = new float[Math.multiplyExact(patches, dim)];
      this.labels = new float[Math.multiplyExact(patches, classes)];
    }

    /** Stores up to {@code quota} patches of an image, drawn at random. */
    void add(PatchFeatures map, LabelMap mask, int quota, SplittableRandom random) {
      int[] order = permutation(map.rows() * map.columns(), random);
      int end = size + quota;
      for (int i = 0; i < order.length && size < end; i++) {
        if (addLabels(mask, map, order[i])) {
          System.arraycopy(map.values(), order[i] * dim, features, size * dim, dim);
          size++;
        }
      }
    }

    private static int[] permutation(int count, SplittableRandom random) {
      int[] order = new int[count];
      for (int i = 0; i < count; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      return order;
    }

    /** Whether the patch has labelled pixels, whose shares by class then stand in the last row. */
    private boolean addLabels(LabelMap mask, PatchFeatures map, int patch) {
      int row = patch / map.columns();
      int column = patch % map.columns();
      int left = column * mask.width() / map.columns();
      int right = (column + 1) * mask.width() / map.columns();
      int bottom = (row + 1) * mask.height() / map.rows();
      int labelled = 0;
      int at = size * classes;
      for (int y = row * mask.height() / map.rows(); y < bottom; y++) {
        for (int x = left; x < right; x++) {
          if (mask.at(x, y) != LabelMap.IGNORED) {
            labels[at + mask.at(x, y)]++;
            labelled++;
          }
        }
      }
      for (int c = 0; c < classes && labelled > 0; c++) {
        labels[at + c] /= labelled;
      }
      return labelled > 0;
    }
  }

  /** Patches that are stored. */
  public int size() {
    return stored.size();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int dim() {
    return dim;
  }

  @Override
  public PatchLogits logits(PatchFeatures patches) {
    if (patches.dim() != dim) {
      throw new DinoException(
          "the stored patches have %d features and these %d; use the same model and layers"
              .formatted(dim, patches.dim()));
    }
    var found = stored.search(patches.values(), Math.min(options.neighbours(), size()));
    float[] values = new float[found.indices().length * classes];
    for (int patch = 0; patch < found.indices().length; patch++) {
      add(found.indices()[patch], found.cosines()[patch], values, patch * classes);
    }
    return new PatchLogits(patches.rows(), patches.columns(), classes, values);
  }

  private void add(int[] neighbours, float[] cosines, float[] values, int at) {
    double[] weights = new double[cosines.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp((cosines[i] - cosines[0]) / options.temperature());
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      float weight = (float) (weights[i] / sum);
      for (int c = 0; c < classes; c++) {
        values[at + c] += weight * labels[neighbours[i] * classes + c];
      }
    }
  }
}
