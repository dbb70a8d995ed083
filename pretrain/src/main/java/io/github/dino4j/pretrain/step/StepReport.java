package io.github.dino4j.pretrain.step;

import java.util.Map;

/**
 * What one step tells.
 *
 * @param losses averaged over processes and passes
 * @param gradientNorms by submodule, before clipping
 * @param teacherEntropy of the teacher's targets in nats, over a few CLS tokens of each process;
 *     near zero or near ln K it shows collapse
 */
public record StepReport(Losses losses, Map<String, Double> gradientNorms, double teacherEntropy) {}
