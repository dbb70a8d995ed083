package io.github.dino4j.pretrain.loss;

import io.github.dino4j.pretrain.config.PretrainConfig;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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
    DINO_LOCAL("dino_local_crops_loss"),
    /** CLS tokens of the global crops, projected. */
    DINO_GLOBAL("dino_global_crops_loss"),
    /** Patches of the global crops that masks name, projected. */
    IBOT("ibot_loss"),
    /** CLS tokens of the global crops, as they are. */
    KOLEO("koleo_loss"),
    /** Directions of CLS features of all crops, projected. */
    CLS_COSINE("cls_cosine_loss"),
    /** Values of the same. */
    CLS_SMOOTH_L1("cls_smooth_l1_loss"),
    /** Directions of patch features of the global crops, projected. */
    PATCH_COSINE("patch_cosine_loss"),
    /** Values of the same. */
    PATCH_SMOOTH_L1("patch_smooth_l1_loss");

    private final String metric;

    Loss(String metric) {
      this.metric = metric;
    }

    /** Its name among the metrics of a run: the reference's where it has that loss. */
    public String metric() {
      return metric;
    }
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

  /**
   * Of the losses; 0 leaves one out. That of DINO is for local and global crops together.
   *
   * @param features of the losses that match a frozen teacher's features
   */
  public record Weights(double dino, double ibot, double koleo, Features features) {}

  /**
   * A loss of features weighs what its tokens and its distance weigh, multiplied.
   *
   * @param cls of CLS tokens
   * @param patches of patch tokens
   * @param cosine of their directions
   * @param smoothL1 of their values
   */
  public record Features(double cls, double patches, double cosine, double smoothL1) {
    /** No feature is matched. */
    static final Features NONE = new Features(0, 0, 0, 0);

    static Features of(PretrainConfig.Teacher teacher) {
      return new Features(
          teacher.clsWeight(),
          teacher.patchWeight(),
          teacher.cosineWeight(),
          teacher.smoothL1Weight());
    }
  }

  /** Of a run whose {@code teacher.match} is decided. */
  public static LossPlan of(PretrainConfig config) {
    double koleo = config.dino().koleoLossWeight();
    int localCrops = config.crops().localCropsNumber();
    if (config.teacher().matchesFeatures()) {
      Weights weights = new Weights(0, 0, koleo, Features.of(config.teacher()));
      return new LossPlan(weights, localCrops, Map.of());
    }
    Weights weights =
        new Weights(config.dino().lossWeight(), config.ibot().lossWeight(), koleo, Features.NONE);
    Map<HeadName, PretrainConfig.Head> heads = new EnumMap<>(HeadName.class);
    heads.put(HeadName.DINO, config.dino().head());
    if (config.ibot().separateHead() && weights.ibot() > 0) {
      heads.put(HeadName.IBOT, config.ibot().head());
    }
    return new LossPlan(weights, localCrops, Collections.unmodifiableMap(heads));
  }

  /** Whether features of a frozen teacher are matched, without heads, instead of prototypes. */
  public boolean matchesFeatures() {
    return heads.isEmpty();
  }

  /** Whether a loss is evaluated on patches. */
  public boolean comparesPatches() {
    return has(Loss.IBOT) || has(Loss.PATCH_COSINE) || has(Loss.PATCH_SMOOTH_L1);
  }

  /** The losses that there are. */
  public Set<Loss> losses() {
    Set<Loss> losses = EnumSet.allOf(Loss.class);
    losses.removeIf(loss -> !has(loss));
    return losses;
  }

  /** Whether there is this loss. */
  public boolean has(Loss loss) {
    return weight(loss) > 0 && (loss != Loss.DINO_LOCAL || localCrops > 0);
  }

  private double weight(Loss loss) {
    Features features = weights.features();
    return switch (loss) {
      case DINO_LOCAL, DINO_GLOBAL -> weights.dino();
      case IBOT -> weights.ibot();
      case KOLEO -> weights.koleo();
      case CLS_COSINE -> features.cls() * features.cosine();
      case CLS_SMOOTH_L1 -> features.cls() * features.smoothL1();
      case PATCH_COSINE -> features.patches() * features.cosine();
      case PATCH_SMOOTH_L1 -> features.patches() * features.smoothL1();
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
    return share * weight(loss) * pairShare(loss);
  }

  /**
   * A value as the reference displays it: without the weights of DINO and iBOT, and half of what is
   * optimised for KoLeo and iBOT. Losses of features are displayed without weights.
   */
  public double displayed(Loss loss, double value) {
    return switch (loss) {
      case KOLEO -> weights.koleo() * value / 2;
      case IBOT -> value / 2;
      default -> value * pairShare(loss);
    };
  }

  private double pairShare(Loss loss) {
    return switch (loss) {
      case DINO_LOCAL -> 1 / pairs();
      case DINO_GLOBAL -> VIEWS / pairs();
      default -> 1;
    };
  }
}
