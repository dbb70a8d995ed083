package io.github.dino4j.features.embed;

import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFormat;
import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformerConfig;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbedJob} keeps of an image. The layers of a token stand side by side in one
 * vector, {@code [layers * dim]}, ascending; the mean of the patches is that of the last one.
 *
 * @param tokens which ones
 * @param layers after which blocks; null for the last one, normalised
 * @param type what the numbers are written as
 */
public record FeatureChoice(EmbedTokens tokens, @Nullable Layers layers, FeatureType type)
    implements Serializable {
  /** Of the last block, normalised, in full. */
  public static FeatureChoice of(EmbedTokens tokens) {
    return new FeatureChoice(tokens, null, FeatureType.FLOAT32);
  }

  /** Such as {@code cls+mean of blocks 8, 9, 10, 11}. */
  String describe() {
    String of = "";
    if (layers != null) {
      of = layers.normalized() ? " of blocks %s" : " before the norm of blocks %s";
      of = of.formatted(layers.blocks());
    }
    return tokens.word() + of + (type == FeatureType.FLOAT16 ? " in half precision" : "");
  }

  List<SequencedMap<String, FeatureArray>> of(
      List<PreparedImage> images, FeatureExtractor extractor, FeatureFormat format) {
    if (tokens == EmbedTokens.CLS && layers == null) {
      return extractor.cls(images).stream().map(cls -> named("cls", vector(cls))).toList();
    }
    Layers wanted = layersOf(extractor.config());
    return extractor.layers(images, wanted).stream().map(each -> arrays(each, format)).toList();
  }

  /** The blocks of a model after which features are taken. */
  public Layers layersOf(VisionTransformerConfig model) {
    return layers == null ? Layers.last(1, model.depth()) : layers;
  }

  /**
   * What is kept of features that are there.
   *
   * @param layers one entry a layer, ascending
   */
  public SequencedMap<String, FeatureArray> arrays(List<Features> layers, FeatureFormat format) {
    float[] cls = Features.sideBySide(layers.stream().map(Features::cls).toList());
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    switch (tokens) {
      case CLS -> arrays.put("cls", vector(cls));
      case PATCHES -> arrays.put("patches", grid(layers));
      case CLS_PATCHES -> {
        arrays.put("cls", vector(cls));
        arrays.put("patches", grid(layers));
      }
      case CLS_MEAN -> {
        float[] mean = layers.getLast().patches().mean();
        if (format == FeatureFormat.PARQUET) {
          arrays.put("cls", vector(cls));
          arrays.put("mean", vector(mean));
        } else {
          arrays.put("cls_mean", vector(Features.sideBySide(List.of(cls, mean))));
        }
      }
    }
    return arrays;
  }

  private FeatureArray vector(float[] values) {
    return FeatureArray.vector(values).as(type);
  }

  private static SequencedMap<String, FeatureArray> named(String name, FeatureArray array) {
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    arrays.put(name, array);
    return arrays;
  }

  /** Patch by patch the layers side by side. */
  private FeatureArray grid(List<Features> layers) {
    PatchFeatures patches = PatchFeatures.concatenate(layers);
    return FeatureArray.grid(patches.rows(), patches.columns(), patches.values()).as(type);
  }
}
