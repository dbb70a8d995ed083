package io.github.dino4j.benchmarks;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.FrozenTransformer.Options;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.model.frozen.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Measures frozen inference when asked: each line {@code BATCH SECONDS} on standard input is
 * answered by the median milliseconds of a batch. Arguments: model, precision, side of the images
 * in pixels, threads, and {@code cls} where the CLS tokens are enough.
 */
public final class FrozenSpeed {
  private static final int WARM_UP = 3;
  private static final int FEWEST = 5;

  private FrozenSpeed() {}

  public static void main(String[] arguments) throws IOException {
    VisionTransformerConfig config = config(arguments[0]);
    Precision precision = Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    int size = Integer.parseInt(arguments[2]);
    Options options = new Options(precision, Integer.parseInt(arguments[3]));
    boolean clsIsEnough = arguments.length > 4 && arguments[4].equals("cls");
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (FrozenTransformer model =
            new FrozenTransformer(new RandomWeights(config, new Random(1)), config, options);
        BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Consumer<Pixels> pass = clsIsEnough ? model::cls : model::tokens;
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        String[] words = line.split(" ");
        Pixels pixels = noise(Integer.parseInt(words[0]), size);
        answers.println(medianMilliseconds(pass, pixels, Double.parseDouble(words[1])));
      }
    }
  }

  private static VisionTransformerConfig config(String model) {
    return switch (model) {
      case "vits14" -> VisionTransformerConfig.small();
      case "vitb14" -> VisionTransformerConfig.base();
      case "vitl14" -> VisionTransformerConfig.large();
      case "vitg14" -> VisionTransformerConfig.giant();
      default -> throw new DinoException("no model called " + model + "; try vits14");
    };
  }

  private static Pixels noise(int images, int size) {
    Random random = new Random(2);
    float[] values = new float[images * 3 * size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Pixels(values, images, size, size);
  }

  private static double medianMilliseconds(Consumer<Pixels> pass, Pixels pixels, double seconds) {
    for (int i = 0; i < WARM_UP; i++) {
      pass.accept(pixels);
    }
    List<Double> times = new ArrayList<>();
    long start = System.nanoTime();
    while (times.size() < FEWEST || System.nanoTime() - start < seconds * 1e9) {
      long begin = System.nanoTime();
      pass.accept(pixels);
      times.add((System.nanoTime() - begin) / 1e6);
    }
    Collections.sort(times);
    return times.get(times.size() / 2);
  }
}
