package io.github.dino4j.pretrain.probe;

import java.util.Arrays;

/** The most similar of many candidates, kept in order as they are offered. */
final class NearestNeighbours {
  private final int[] index;
  private final float[] similarity;
  private int size;

  /**
   * @param most how many are kept
   */
  NearestNeighbours(int most) {
    index = new int[most];
    similarity = new float[most];
  }

  /** Of equally similar ones the first stays in front. */
  void offer(int candidate, float value) {
    if (size == index.length && !(value > similarity[size - 1])) {
      return;
    }
    int at = size < index.length ? size++ : size - 1;
    while (at > 0 && value > similarity[at - 1]) {
      index[at] = index[at - 1];
      similarity[at] = similarity[at - 1];
      at--;
    }
    index[at] = candidate;
    similarity[at] = value;
  }

  /** The nth most similar candidate. */
  int index(int n) {
    return index[n];
  }

  /** Shares that sum to 1, of as many as were found, most similar first. */
  double[] softmax(double temperature) {
    double[] shares = new double[size];
    Arrays.setAll(shares, i -> Math.exp((similarity[i] - similarity[0]) / temperature));
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, i -> shares[i] / sum);
    return shares;
  }
}
