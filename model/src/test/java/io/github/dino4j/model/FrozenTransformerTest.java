package io.github.dino4j.model;

import static io.github.dino4j.model.Closeness.maxDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.FrozenTransformer.Options;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frozen inference against the reference's numbers. */
class FrozenTransformerTest {
  /** Of fp32, from the fixtures' README. */
  private static final double TOLERANCE = 2e-5;

  private static final double FULL_SIZE_TOLERANCE = 5e-5;

  /** Of bf16: eight bits of mantissa, errors of many sums averaged. */
  private static final double COSINE = 0.9999;

  private static final List<String> SIZES = List.of("98x98", "126x126", "98x140", "140x70");

  @ParameterizedTest
  @CsvSource({"plain,1", "plain,2", "plain,5", "reg4,2", "swiglu,2", "nobias,2", "grid37,3"})
  void equalsTheReferenceInFp32(String variant, int threads) {
    try (Scope scope = Scope.open();
        FrozenTransformer model = freeze(variant, new Options(Precision.FP32, threads))) {
      for (String size : SIZES) {
        Pixels pixels = image(size);
        float[] expected = expected(variant, size);
        assertThat(maxDifference(model.tokens(pixels), expected)).as(size).isLessThan(TOLERANCE);
        float[] cls = cls(expected, pixels.images(), model.config().dim());
        assertThat(maxDifference(model.cls(pixels), cls)).as(size).isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "reg4", "swiglu", "nobias", "grid37"})
  void layersEqualTheReferences(String variant) {
    try (Scope scope = Scope.open();
        FrozenTransformer model = freeze(variant, new Options(Precision.FP32, 2))) {
      Golden.Fixture expected = Golden.tensors("vit/" + variant);
      int depth = model.config().depth();
      for (boolean norm : new boolean[] {true, false}) {
        String key = "norm_" + norm;
        checkLayers(model, new Layers(List.of(depth - 1, 0), norm), expected, "list/" + key);
        checkLayers(
            model, new Layers(List.of(depth - 2, depth - 1), norm), expected, "last2/" + key);
      }
    }
  }

  private static void checkLayers(
      FrozenTransformer model, Layers layers, Golden.Fixture expected, String key) {
    Pixels pixels = image("98x140");
    int dim = model.config().dim();
    float[] all = model.layers(pixels, layers);
    int size = all.length / layers.count(); // of one layer [images, tokens, dim]
    int tokens = size / dim / pixels.images();
    for (int layer = 0; layer < layers.count(); layer++) {
      float[] of = Arrays.copyOfRange(all, layer * size, (layer + 1) * size);
      String name = "layers/%s/%d/".formatted(key, layer);
      float[] wantedCls = Tensors.toFloats(expected.get(name + "cls"));
      assertThat(maxDifference(cls(of, pixels.images(), dim), wantedCls)).isLessThan(TOLERANCE);
      float[] wanted = Tensors.toFloats(expected.get(name + "patches"));
      int patches = wanted.length / pixels.images();
      for (int image = 0; image < pixels.images(); image++) {
        int end = (image + 1) * tokens * dim;
        assertThat(
                maxDifference(
                    Arrays.copyOfRange(of, end - patches, end),
                    Arrays.copyOfRange(wanted, image * patches, (image + 1) * patches)))
            .isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "reg4", "swiglu", "nobias", "grid37"})
  void staysNearTheReferenceInBf16(String variant) {
    assumeTrue(Precision.BF16.runs(), "no bf16 on this processor");
    try (Scope scope = Scope.open();
        FrozenTransformer model = freeze(variant, new Options(Precision.BF16, 2))) {
      int dim = model.config().dim();
      for (String size : SIZES) {
        Pixels pixels = image(size);
        float[] expected = expected(variant, size);
        assertThat(leastCosine(model.tokens(pixels), expected, dim)).isGreaterThan(COSINE);
        float[] cls = cls(expected, pixels.images(), model.config().dim());
        assertThat(leastCosine(model.cls(pixels), cls, dim)).isGreaterThan(COSINE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vits14_224", "vits14_518", "vits14_reg_224", "vitb14_224"})
  void equalsTheReferenceInFullSize(String name) {
    try (Scope scope = Scope.open();
        VisionTransformer trained = new VisionTransformer(FullSizeTest.config(name))) {
      Recipe.fill(trained.parameters(), 777);
      int size = Integer.parseInt(name.substring(name.lastIndexOf('_') + 1));
      float[] image = Tensors.toFloats(Recipe.image(778, 1, 3, size, size));
      Pixels pixels = new Pixels(image, 1, size, size);
      Golden.Fixture expected = Golden.tensors("vit_full_size/" + name);
      float[] cls = Tensors.toFloats(expected.get("x_norm_clstoken"));
      try (FrozenTransformer model = freeze(trained, new Options(Precision.FP32, 2))) {
        float[] tokens = model.tokens(pixels);
        assertThat(maxDifference(cls(tokens, 1, model.config().dim()), cls))
            .isLessThan(FULL_SIZE_TOLERANCE);
        assertThat(maxDifference(picked(tokens, expected, model.config()), patches(expected)))
            .isLessThan(FULL_SIZE_TOLERANCE);
      }
      if (Precision.BF16.runs()) {
        checkFullSizeInBf16(trained, pixels, expected);
      }
    }
  }

  private static void checkFullSizeInBf16(
      VisionTransformer trained, Pixels pixels, Golden.Fixture expected) {
    try (FrozenTransformer model = freeze(trained, new Options(Precision.BF16, 2))) {
      int dim = model.config().dim();
      float[] cls = Tensors.toFloats(expected.get("x_norm_clstoken"));
      float[] tokens = model.tokens(pixels);
      assertThat(leastCosine(model.cls(pixels), cls, dim)).isGreaterThan(COSINE);
      assertThat(leastCosine(picked(tokens, expected, model.config()), patches(expected), dim))
          .isGreaterThan(COSINE);
    }
  }

  /** Heads of 48, 20, 7 and 9 features, and widths that no vector divides. */
  @ParameterizedTest
  @CsvSource({"96,2,384,MLP,14", "60,3,100,MLP,8", "21,3,50,MLP,5", "45,5,33,SWIGLU,7"})
  void anyWidthIsComputedAsTheTrainableModelDoes(
      int dim, int heads, int hidden, String feedForward, int patch) {
    var config =
        new VisionTransformerConfig(
            4 * patch,
            patch,
            3,
            dim,
            2,
            heads,
            FeedForward.of(feedForward, hidden),
            1,
            Biases.ALL,
            1,
            PositionMode.ANTIALIAS);
    int side = 3 * patch;
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer trained = new VisionTransformer(config)) {
      Recipe.fill(trained.parameters(), 5);
      Tensor images = Recipe.image(6, 2, 3, side, side);
      float[] expected =
          Tensors.toFloats(
              trained
                  .forward(List.of(new Crops(images, null)), ForwardMode.EVALUATION)
                  .getFirst()
                  .norm());
      Pixels pixels = new Pixels(Tensors.toFloats(images), 2, side, side);
      try (FrozenTransformer model = freeze(trained, new Options(Precision.FP32, 2))) {
        assertThat(maxDifference(model.tokens(pixels), expected)).isLessThan(TOLERANCE);
      }
      if (Precision.BF16.runs()) {
        try (FrozenTransformer model = freeze(trained, new Options(Precision.BF16, 2))) {
          assertThat(leastCosine(model.tokens(pixels), expected, dim)).isGreaterThan(COSINE);
        }
      }
    }
  }

  @Test
  void bf16IsRefusedWhereThereIsNoneAndAutoIsWhatRuns() {
    assertThat(Precision.auto().runs()).isTrue();
    assertThat(Precision.FP32.runs()).isTrue();
    assumeFalse(Precision.BF16.runs(), "this processor has bf16");
    assertThat(Precision.auto()).isEqualTo(Precision.FP32);
    assertRefused(() -> freeze("plain", new Options(Precision.BF16, 1)), "compute in fp32");
  }

  /** Batches of all lengths, in waves and alone, and more sizes than are kept prepared. */
  @Test
  void anImageComesOutTheSameInAnyBatch() {
    try (Scope scope = Scope.open();
        FrozenTransformer model = freeze("plain", new Options(Precision.FP32, 2))) {
      float[] image = Tensors.toFloats(Recipe.image(1, 1, 3, 56, 42));
      float[] alone = model.tokens(new Pixels(image, 1, 56, 42));
      for (int count : new int[] {2, 3, 8, 9, 17}) {
        float[] batch = new float[count * image.length];
        IntStream.range(0, count)
            .forEach(i -> System.arraycopy(image, 0, batch, i * image.length, image.length));
        float[] all = model.tokens(new Pixels(batch, count, 56, 42));
        for (int i = 0; i < count; i++) {
          float[] one = Arrays.copyOfRange(all, i * alone.length, (i + 1) * alone.length);
          assertThat(maxDifference(one, alone)).isLessThan(TOLERANCE);
        }
      }
    }
  }

  @Test
  void severalThreadsMayCallAtOnce() {
    try (Scope scope = Scope.open();
        FrozenTransformer model = freeze("plain", new Options(Precision.FP32, 2))) {
      List<Pixels> images = SIZES.stream().map(FrozenTransformerTest::image).toList();
      List<float[]> expected = images.stream().map(model::tokens).toList();
      List<Double> differences =
          IntStream.range(0, 64)
              .parallel()
              .mapToObj(i -> maxDifference(model.tokens(images.get(i % 4)), expected.get(i % 4)))
              .toList();
      assertThat(differences).hasSize(64).allMatch(difference -> difference == 0);
    }
  }

  @Test
  void readsAndWritesNativeMemoryOfOneThread() {
    try (Scope scope = Scope.open();
        Arena arena = Arena.ofConfined();
        FrozenTransformer model = freeze("plain", new Options(Precision.FP32, 2))) {
      Pixels pixels = image("98x98");
      MemorySegment copy = arena.allocate(pixels.values().byteSize(), 4);
      copy.copyFrom(pixels.values());
      float[] expected = model.tokens(pixels);
      MemorySegment target = arena.allocate(4L * expected.length, 4);
      model.tokens(new Pixels(copy, 2, 98, 98), target);
      assertThat(target.toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT)).isEqualTo(expected);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() {
    try (Scope scope = Scope.open();
        FrozenTransformer model = freeze("plain", new Options(Precision.FP32, 1))) {
      assertRefused(() -> model.tokens(new Pixels(new float[1], 1, 98, 99)), "98 x 99 pixels");
      assertRefused(() -> model.tokens(new Pixels(new float[1], 1, 98, 98)), "1 values for 1");
      assertRefused(() -> new Pixels(new float[0], 0, 98, 98), "no pixels in a batch of 0");
      assertRefused(() -> new Options(Precision.FP32, 0), "at least one thread");
      model.close();
      assertRefused(() -> model.tokens(new Pixels(new float[588], 1, 14, 14)), "was closed");
    }
  }

  @Test
  void weightsOfAnotherShapeAreRefusedByName() {
    assertRefused(
        () ->
            new FrozenTransformer(
                name -> MemorySegment.ofArray(new float[5]),
                VisionTransformerConfig.small(),
                new Options(Precision.FP32, 1)),
        "has 5 values, the configuration needs");
  }

  private static float[] cls(float[] tokens, int images, int dim) {
    float[] cls = new float[images * dim];
    for (int i = 0; i < images; i++) {
      System.arraycopy(tokens, i * (tokens.length / images), cls, i * dim, dim);
    }
    return cls;
  }

  /** The patches of one image that the fixture holds. */
  private static float[] picked(
      float[] tokens, Golden.Fixture expected, VisionTransformerConfig config) {
    float[] indices = Tensors.toFloats(expected.get("patch_indices"));
    float[] picked = new float[indices.length * config.dim()];
    for (int i = 0; i < indices.length; i++) {
      int token = config.prefixTokens() + (int) indices[i];
      System.arraycopy(tokens, token * config.dim(), picked, i * config.dim(), config.dim());
    }
    return picked;
  }

  private static float[] patches(Golden.Fixture expected) {
    return Tensors.toFloats(expected.get("x_norm_patchtokens"));
  }

  /** Over the rows of {@code [rows, dim]}. */
  private static double leastCosine(float[] a, float[] b, int dim) {
    assertThat(a).hasSameSizeAs(b);
    double least = 1;
    for (int row = 0; row < a.length; row += dim) {
      double product = 0;
      double squareA = 0;
      double squareB = 0;
      for (int i = row; i < row + dim; i++) {
        product += (double) a[i] * b[i];
        squareA += (double) a[i] * a[i];
        squareB += (double) b[i] * b[i];
      }
      least = Math.min(least, product / Math.sqrt(squareA * squareB));
    }
    return least;
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private static FrozenTransformer freeze(String variant, Options options) {
    try (VisionTransformer trained = Variant.of(variant).build()) {
      return freeze(trained, options);
    }
  }

  private static FrozenTransformer freeze(VisionTransformer trained, Options options) {
    var parameters = trained.parameters().named();
    return new FrozenTransformer(
        name ->
            MemorySegment.ofArray(Tensors.toFloats(Objects.requireNonNull(parameters.get(name)))),
        trained.config(),
        options);
  }

  private static Pixels image(String size) {
    int height = Integer.parseInt(size.substring(0, size.indexOf('x')));
    int width = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    float[] values = Tensors.toFloats(Golden.tensors("vit/inputs").get("image/" + size));
    return new Pixels(values, values.length / (3 * height * width), height, width);
  }

  /** CLS, registers and patches of each image, as the model gives them. */
  private static float[] expected(String variant, String size) {
    Golden.Fixture fixture = Golden.tensors("vit/" + variant);
    List<float[]> parts =
        List.of("x_norm_clstoken", "x_norm_regtokens", "x_norm_patchtokens").stream()
            .map(part -> size + "/" + part)
            .filter(fixture::has)
            .map(part -> Tensors.toFloats(fixture.get(part)))
            .toList();
    int images = image(size).images();
    float[] result = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (int i = 0; i < images; i++) {
      for (float[] part : parts) {
        int length = part.length / images;
        System.arraycopy(part, i * length, result, at, length);
        at += length;
      }
    }
    return result;
  }
}
