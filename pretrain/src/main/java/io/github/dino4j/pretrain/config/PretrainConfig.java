package io.github.dino4j.pretrain.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.model.Initialization;
import io.github.dino4j.torch.ComputeDevice;
import java.util.List;

/**
 * A run's configuration, by the sections and keys of the reference's YAML; choices are written as
 * here, in small letters. {@link ConfigFile} makes it from files and overrides.
 */
public record PretrainConfig(
    Compute compute,
    Dino dino,
    Ibot ibot,
    Train train,
    Data data,
    Student student,
    Teacher teacher,
    Optim optim,
    Crops crops,
    Evaluation evaluation) {

  /** Images that go through the model at once: the whole batch, or a micro batch. */
  public int imagesInAPass() {
    return compute.microBatch() == 0 ? train.batchSize() : compute.microBatch();
  }

  /**
   * @param microBatch images in one pass, 0 for the whole batch
   * @param checkpointSegments parts of the backbone that keep only their inputs for the backward
   *     pass, 0 to keep everything
   */
  public record Compute(Precision precision, int microBatch, int checkpointSegments) {}

  /** What linear layers and attention compute in. */
  public enum Precision {
    /** {@link #BF16} on GPUs and on processors with bf16 products, else {@link #FP32}. */
    AUTO,
    BF16,
    FP32;

    /** What it comes to on a device here: never {@link #AUTO}. */
    public Precision on(ComputeDevice device) {
      return switch (this) {
        case AUTO -> device == ComputeDevice.CUDA || Processor.bf16IsNative() ? BF16 : FP32;
        case BF16, FP32 -> this;
      };
    }
  }

  /**
   * A projection head.
   *
   * @param prototypes K
   * @param bottleneck width of the normalised vectors that are compared with the prototypes
   * @param layers of the MLP, 1 to 3
   * @param hidden width of the MLP
   */
  public record Head(int prototypes, int bottleneck, int layers, int hidden) {}

  public record Dino(
      double lossWeight,
      double koleoLossWeight,
      @JsonProperty("head_n_prototypes") int prototypes,
      @JsonProperty("head_bottleneck_dim") int bottleneck,
      @JsonProperty("head_nlayers") int layers,
      @JsonProperty("head_hidden_dim") int hidden) {
    public Head head() {
      return new Head(prototypes, bottleneck, layers, hidden);
    }
  }

  /**
   * @param allPatches whether no patch is hidden and all are compared; else the hidden ones are
   * @param separateHead whether patches have a head of their own; else they share the DINO head
   */
  public record Ibot(
      double lossWeight,
      double maskSampleProbability,
      @JsonProperty("mask_ratio_min_max") Range maskRatio,
      boolean allPatches,
      boolean separateHead,
      @JsonProperty("head_n_prototypes") int prototypes,
      @JsonProperty("head_bottleneck_dim") int bottleneck,
      @JsonProperty("head_nlayers") int layers,
      @JsonProperty("head_hidden_dim") int hidden) {
    public Head head() {
      return new Head(prototypes, bottleneck, layers, hidden);
    }
  }

  /** From {@code low} to {@code high}, written as a list of two. */
  public record Range(double low, double high) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Range of(List<Double> ends) {
      if (ends.size() != 2) {
        throw new IllegalArgumentException("a range has two ends");
      }
      return new Range(ends.get(0), ends.get(1));
    }
  }

  /**
   * @param batchSize images a step and process
   * @param checkpointPeriodIterations steps between two saved states, 0 for three epochs
   * @param epochLength iterations that an epoch of the other keys stands for
   */
  public record Train(
      @JsonProperty("batch_size_per_gpu") int batchSize,
      String datasetPath,
      String outputDir,
      int saveckpFreq,
      int checkpointPeriodIterations,
      long seed,
      int numWorkers,
      @JsonProperty("OFFICIAL_EPOCH_LENGTH") int epochLength,
      boolean cacheDataset,
      TargetKind centering) {}

  /**
   * The images.
   *
   * @param mean of each channel, in shares of full scale; none for ImageNet's
   * @param std the deviation of each channel; none for ImageNet's
   * @param bitDepth 8 for the reference's RGB bytes, 16 to keep what scientific images hold; other
   *     numbers of channels than three always keep it
   */
  public record Data(List<Double> mean, List<Double> std, int bitDepth, Sampler sampler) {}

  /** In which order a process visits the images. */
  public enum Sampler {
    /** Shuffles a share of its own in each round: what the reference trains with. */
    SHARDED_INFINITE,
    /** The same, by another shuffle. */
    SHARDED_INFINITE_NEW,
    /** All processes shuffle all images together in each round. */
    INFINITE,
    /** Unshuffled. */
    IN_ORDER
  }

  /** How the teacher's logits become targets. */
  public enum TargetKind {
    CENTERING,
    SINKHORN_KNOPP
  }

  /**
   * The backbone; {@link StudentArchitecture#of} reads it.
   *
   * @param initStd deviation of fresh weights of the blocks
   * @param posEmbedStd deviation of fresh position embeddings
   * @param posEmbedInit what these look like
   */
  public record Student(
      String arch,
      int patchSize,
      double dropPathRate,
      double layerscale,
      boolean dropPathUniform,
      String pretrainedWeights,
      String ffnLayer,
      int blockChunks,
      boolean qkvBias,
      boolean projBias,
      boolean ffnBias,
      int numRegisterTokens,
      boolean interpolateAntialias,
      double interpolateOffset,
      int inChans,
      int embedDim,
      int depth,
      int numHeads,
      double mlpRatio,
      double initStd,
      double posEmbedStd,
      Initialization.Positions posEmbedInit) {}

  /**
   * Whoever gives the targets: the student's moving average, or a frozen network.
   *
   * @param momentumTeacher of the moving average, which there is in any case
   * @param pretrainedWeights the frozen network; empty for none
   * @param head where its heads are; empty if they are beside its weights
   * @param match what the student learns from a frozen network
   * @param clsWeight of CLS features, where features are matched
   * @param patchWeight of patch features
   * @param cosineWeight of the cosine distance of both
   * @param smoothL1Weight of the smooth L1 distance of both
   */
  public record Teacher(
      double momentumTeacher,
      double finalMomentumTeacher,
      double warmupTeacherTemp,
      double teacherTemp,
      int warmupTeacherTempEpochs,
      String pretrainedWeights,
      String head,
      Match match,
      double clsWeight,
      double patchWeight,
      double cosineWeight,
      double smoothL1Weight) {
    /** Whether a frozen network gives the targets. */
    public boolean isFrozen() {
      return !pretrainedWeights.isEmpty();
    }

    /** Whether the student matches features of a frozen network, not its prototypes. */
    public boolean matchesFeatures() {
      return isFrozen() && match == Match.FEATURES;
    }
  }

  /** What a student learns from a frozen teacher. */
  public enum Match {
    /** {@link #HEADS} where the teacher has some, else {@link #FEATURES}. */
    AUTO,
    /** To which prototypes the teacher's heads assign tokens. */
    HEADS,
    /** The tokens themselves. */
    FEATURES
  }

  public record Optim(
      int epochs,
      double weightDecay,
      double weightDecayEnd,
      double baseLr,
      double lr,
      int warmupEpochs,
      double minLr,
      double clipGrad,
      int freezeLastLayerEpochs,
      ScalingRule scalingRule,
      double patchEmbedLrMult,
      double layerwiseDecay,
      @JsonProperty("adamw_beta1") double beta1,
      @JsonProperty("adamw_beta2") double beta2) {}

  /** How the learning rate follows the batch. */
  public enum ScalingRule {
    SQRT_WRT_1024
  }

  /** Sizes in pixels, scales as shares of the image's area. */
  public record Crops(
      Range globalCropsScale,
      int localCropsNumber,
      Range localCropsScale,
      int globalCropsSize,
      int localCropsSize) {}

  /**
   * The probe that shows whether a run learns, and what says at its end how good it became.
   *
   * @param evalPeriodIterations between two probes, 0 for none
   * @param probeTrain images whose classes are known, in the words of an input, several separated
   *     by commas; empty for the training images
   * @param probeTest images whose classes are guessed; empty for those of {@code probeTrain}, each
   *     among the others
   * @param probeImages at most so many of each
   * @param atEnd evaluations of the model that the run ends with, each a command line of {@code
   *     dino4j evaluate} without model and output: {@code knn --train A --test B k=20}
   */
  public record Evaluation(
      int evalPeriodIterations,
      String probeTrain,
      String probeTest,
      int probeImages,
      @JsonSetter(nulls = Nulls.FAIL, contentNulls = Nulls.FAIL) List<String> atEnd) {}
}
