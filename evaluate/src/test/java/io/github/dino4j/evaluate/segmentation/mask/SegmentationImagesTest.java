package io.github.dino4j.evaluate.segmentation.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentationImagesTest {
  private static final MaskReader READER = new MaskReader(MaskFormat.ofClasses(2));

  private static void write(Path file, int width, int height) {
    PictureFile.write(
        new BufferedImage(
            width,
            height,
            file.toString().contains("mask")
                ? BufferedImage.TYPE_BYTE_GRAY
                : BufferedImage.TYPE_INT_RGB),
        file);
  }

  @Test
  void pairsAFolderOfImagesWithOneOfMasks(@TempDir Path folder) {
    write(folder.resolve("train/a/1.jpg"), 8, 6);
    write(folder.resolve("train/2.png"), 5, 4);
    write(folder.resolve("train-masks/a/1.png"), 8, 6);
    write(folder.resolve("train-masks/2.png"), 5, 3);
    ImageSource source = ImageSource.of(List.of(folder.resolve("train").toString()));
    SegmentationImages images =
        SegmentationImages.of(
            source, new MaskLocator.Folder(folder.resolve("train-masks")), READER);
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.get(1).size()).isEqualTo(images.labeled(1).mask().size());
    assertThat(images.labeled(1).photo().width()).isEqualTo(8);
    assertThatThrownBy(() -> images.get(0))
        .isInstanceOf(DinoException.class)
        .hasMessageEndingWith("2.png: the mask has 5 x 3 pixels and its image 5 x 4");
  }

  @Test
  void takesTheColumnOfAManifest(@TempDir Path folder) throws IOException {
    write(folder.resolve("photos/1.jpg"), 8, 6);
    write(folder.resolve("masks/one.png"), 8, 6);
    Path manifest = folder.resolve("train.csv");
    Files.write(manifest, List.of("path,mask", "photos/1.jpg,masks/one.png"));
    SegmentationImages images =
        SegmentationImages.of(
            ImageSource.of(List.of(manifest.toString())), new MaskLocator.Column(folder), READER);
    assertThat(images.get(0).labels()).hasSize(48).containsOnly(0);
    Files.write(manifest, List.of("path,mask", "photos/1.jpg,"));
    assertThatThrownBy(() ->
            SegmentationImages.of(
                ImageSource.of(List.of(manifest.toString())),
                new MaskLocator.Column(folder),
                READER))
        .hasMessageEndingWith("1.jpg: nothing in the manifest's column mask");
  }
}
