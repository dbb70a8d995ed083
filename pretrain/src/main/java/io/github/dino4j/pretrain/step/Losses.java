package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The terms of one step as the reference displays them: {@code koleo} and {@code ibot} are half of
 * what is optimised, and the weights of DINO and iBOT are left out.
 *
 * @param total what is optimised
 */
public record Losses(double dinoLocal, double dinoGlobal, double koleo, double ibot, double total) {
  static final Losses ZERO = new Losses(0, 0, 0, 0, 0);

  /** By the reference's names. */
  public Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("dino_local_crops_loss", dinoLocal);
    named.put("dino_global_crops_loss", dinoGlobal);
    named.put("koleo_loss", koleo);
    named.put("ibot_loss", ibot);
    return named;
  }

  boolean isFinite() {
    return Double.isFinite(dinoLocal + dinoGlobal + koleo + ibot + total);
  }

  Losses plus(Losses other, double share) {
    return new Losses(
        dinoLocal + share * other.dinoLocal,
        dinoGlobal + share * other.dinoGlobal,
        koleo + share * other.koleo,
        ibot + share * other.ibot,
        total + share * other.total);
  }

  float[] toArray() {
    return new float[] {
      (float) dinoLocal, (float) dinoGlobal, (float) koleo, (float) ibot, (float) total
    };
  }

  /**
   * @param values of the losses that there are, without weights
   */
  static Losses of(LossPlan plan, Map<Loss, Double> values) {
    LossPlan.Weights weights = plan.weights();
    double local = values.getOrDefault(Loss.DINO_LOCAL, 0.0) / plan.pairs();
    double global = values.getOrDefault(Loss.DINO_GLOBAL, 0.0) * LossPlan.VIEWS / plan.pairs();
    double koleo = weights.koleo() * values.getOrDefault(Loss.KOLEO, 0.0);
    double ibot = values.getOrDefault(Loss.IBOT, 0.0);
    double total = weights.dino() * (local + global) + weights.ibot() * ibot + koleo;
    return new Losses(local, global, koleo / 2, ibot / 2, total);
  }

  static Losses of(float[] values, double share) {
    return ZERO.plus(new Losses(values[0], values[1], values[2], values[3], values[4]), share);
  }
}
