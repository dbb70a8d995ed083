package io.github.dino4j.postgres;

/** A vector as pgvector reads and writes it: {@code [0.5,-1,2]}. */
final class VectorText {
  private VectorText() {}

  static String of(float[] vector) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(']').toString();
  }

  static float[] parse(String text) {
    String[] values = text.substring(1, text.length() - 1).split(",", -1);
    float[] vector = new float[values.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(values[i]);
    }
    return vector;
  }
}
