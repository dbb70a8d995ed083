package io.github.dino4j.pretrain.loss;

import io.github.dino4j.pretrain.config.PretrainConfig;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which losses a run has, what each of them counts, and which heads there are for them: decided
 * here once, from the configuration, for all who build, train or report.
 *
 * @param weights from the configuration
 * @param localCrops an image
 * @param heads of student and teacher each, in the order in which they are drawn and saved
 */
public record LossPlan(Weights weights, int localCrops, Map<HeadName, PretrainConfig.Head> heads) {

  /** Views of an image that the teacher sees, and that KoLeo spreads. */
  public static final int VIEWS = 2;

  /** The losses, each by the samples of the student that it is evaluated on. */
  public enum Loss {
    /** CLS tokens of the local crops, projected. */
    DINO_LOCAL,
    /** CLS tokens of the global crops, projected. */
    DINO_GLOBAL,
    /** Masked patches of the global crops, projected. */
    IBOT,
    /** CLS tokens of the global crops, as they are. */
    KOLEO
  }

  /** A projection head of the student, and of the teacher. */
  public enum HeadName {
    /** For CLS tokens, and for masked patches where these have none of their own. */
    DINO("dino_head"),
    /** For masked patches alone. */
    IBOT("ibot_head");

    private final String submodule;

    HeadName(String submodule) {
      this.submodule = submodule;
    }

    /** Its name in saved states. */
    public String submodule() {
      return submodule;
    }
  }

  /** Of the losses; 0 leaves one out. That of DINO is for local and global crops together. */
  public record Weights(double dino, double ibot, double koleo) {}

  public static LossPlan of(PretrainConfig config) {
    Weights weights =
        new Weights(
            config.dino().lossWeight(),
            config.ibot().lossWeight(),
            config.dino().koleoLossWeight());
    Map<HeadName, PretrainConfig.Head> heads = new EnumMap<>(HeadName.class);
    heads.put(HeadName.DINO, config.dino().head());
    if (config.ibot().separateHead() && weights.ibot() > 0) {
      heads.put(HeadName.IBOT, config.ibot().head());
    }
    return new LossPlan(
        weights, config.crops().localCropsNumber(), Collections.unmodifiableMap(heads));
  }

  /** Whether there is this loss. */
  public boolean has(Loss loss) {
    return switch (loss) {
      case DINO_LOCAL -> weights.dino() > 0 && localCrops > 0;
      case DINO_GLOBAL -> weights.dino() > 0;
      case IBOT -> weights.ibot() > 0;
      case KOLEO -> weights.koleo() > 0;
    };
  }

  /** K of a head. */
  public int prototypes(HeadName head) {
    return Objects.requireNonNull(heads.get(head)).prototypes();
  }

  /** The head that projects masked patches. */
  public HeadName patchHead() {
    return heads.containsKey(HeadName.IBOT) ? HeadName.IBOT : HeadName.DINO;
  }

  /**
   * The losses whose samples go through a head, in this order. Samples do so even where a loss is
   * left out, so that every token gets a gradient, if only of zero.
   */
  public List<Loss> projected(HeadName head) {
    return switch (head) {
      case DINO ->
          patchHead() == HeadName.DINO
              ? List.of(Loss.DINO_LOCAL, Loss.DINO_GLOBAL, Loss.IBOT)
              : List.of(Loss.DINO_LOCAL, Loss.DINO_GLOBAL);
      case IBOT -> List.of(Loss.IBOT);
    };
  }

  /** Pairs of a local crop and a view of the same image: each crop is compared with both views. */
  public int localPairs() {
    return VIEWS * localCrops;
  }

  /**
   * Pairs of crops that the reference averages DINO over (train/ssl_meta_arch.py): local ones, at
   * least one, and two of a global crop and the other view.
   */
  public double pairs() {
    return Math.max(localPairs(), 1) + VIEWS;
  }

  /**
   * What the gradient of a loss is multiplied by. Values are means over images for each pair of
   * DINO, global ones averaged over both pairs; sums over both views for KoLeo.
   *
   * @param share of the pass in the step
   */
  public double scale(Loss loss, double share) {
    return switch (loss) {
      case DINO_LOCAL -> share * weights.dino() / pairs();
      case DINO_GLOBAL -> share * weights.dino() * VIEWS / pairs();
      case IBOT -> share * weights.ibot();
      case KOLEO -> share * weights.koleo();
    };
  }
}
