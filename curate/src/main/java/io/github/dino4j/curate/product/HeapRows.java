package io.github.dino4j.curate.product;

import java.lang.foreign.Arena;
import java.util.Arrays;

/** Rows in an array, in a shape whose loops the JIT turns into vectors. */
final class HeapRows implements ProductRows {
  private final float[] rows;
  private final int inputs;

  HeapRows(float[] rows, int inputs) {
    this.rows = rows.clone();
    this.inputs = inputs;
  }

  @Override
  public int size() {
    return rows.length / inputs;
  }

  @Override
  public void multiplyFew(int group, float[] columns, float[] products, int at) {
    int first = group * GROUP;
    for (int i = 0; i < Math.min(GROUP, size() - first); i++) {
      for (int column = 0; column < FEW; column++) {
        float sum = 0;
        for (int d = 0; d < inputs; d++) {
          sum += rows[(first + i) * inputs + d] * columns[d * FEW + column];
        }
        products[at + i * FEW + column] = sum;
      }
    }
  }

  @Override
  public Products products(Arena arena) {
    return new HeapProducts();
  }

  private final class HeapProducts implements Products {
    private final float[][] products = new float[GROUP][COLUMNS];
    private final float[] largest = new float[COLUMNS];
    private float[] columns = {};

    @Override
    public void load(float[] columns) {
      this.columns = columns;
    }

    @Override
    public float[] multiply(int group) {
      Arrays.fill(largest, Float.NEGATIVE_INFINITY);
      int first = group * GROUP;
      for (int i = 0; i < Math.min(GROUP, size() - first); i++) {
        multiply((first + i) * inputs, products[i]);
        for (int column = 0; column < COLUMNS; column++) {
          largest[column] = Math.max(largest[column], products[i][column]);
        }
      }
      return largest;
    }

    private void multiply(int from, float[] sums) {
      Arrays.fill(sums, 0);
      for (int d = 0; d < inputs; d++) {
        float factor = rows[from + d];
        for (int column = 0; column < COLUMNS; column++) {
          sums[column] += factor * columns[d * COLUMNS + column];
        }
      }
    }

    @Override
    public float product(int row, int column) {
      return products[row][column];
    }
  }
}
