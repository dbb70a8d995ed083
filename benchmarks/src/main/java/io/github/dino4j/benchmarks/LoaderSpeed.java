package io.github.dino4j.benchmarks;

import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.data.Shard;
import io.github.dino4j.pretrain.data.TrainingImages;
import io.github.dino4j.pretrain.data.ViewLoader;
import io.github.dino4j.torch.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the loader of training views alone, up to tensors, when asked: each line {@code BATCHES}
 * on standard input is answered by the images a second. Arguments: the images, then settings of the
 * configuration ({@code key=value}).
 */
public final class LoaderSpeed {
  /** What lay ready while nobody asked is taken first, or it would count as done in no time. */
  private static final int READY = 6;

  private LoaderSpeed() {}

  public static void main(String[] arguments) throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "student.patch_size=14",
                "crops.local_crops_size=98",
                "train.batch_size_per_gpu=8",
                "train.num_workers=2"));
    settings.addAll(List.of(arguments).subList(1, arguments.length));
    PretrainConfig config = ConfigFile.defaults().with(settings).config();
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    TrainingImages images = TrainingImages.index(List.of(arguments[0]));
    try (ViewLoader loader = new ViewLoader(images, config, Shard.ALL, 0);
        BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        take(loader, READY);
        long begin = System.nanoTime();
        int taken = take(loader, Integer.parseInt(line));
        answers.println(taken / ((System.nanoTime() - begin) / 1e9));
      }
    }
  }

  private static int take(ViewLoader loader, int batches) {
    int images = 0;
    for (int i = 0; i < batches; i++) {
      try (Scope scope = Scope.open()) {
        images += loader.next().batches().stream().mapToInt(b -> (int) b.images()).sum();
      }
    }
    return images;
  }
}
