package io.github.dino4j.pretrain.data;

import io.github.dino4j.image.random.RandomDraws;
import java.util.List;

/** How an encoded image becomes crops. Immutable, called from several threads at once. */
interface ViewRecipe {
  /**
   * The two global crops, then the local ones.
   *
   * @throws io.github.dino4j.DinoException if the image cannot be read, with the reason
   */
  List<Crop> crops(byte[] encoded, RandomDraws draws);
}
