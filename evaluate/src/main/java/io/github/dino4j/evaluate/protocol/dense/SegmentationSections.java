package io.github.dino4j.evaluate.protocol.dense;

import io.github.dino4j.evaluate.application.SegmentationHeadFile;
import io.github.dino4j.evaluate.application.SegmentationInference;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.evaluate.segmentation.SegmentationResult;
import io.github.dino4j.evaluate.segmentation.mask.ClassPalette;
import io.github.dino4j.evaluate.segmentation.mask.LabeledImage;
import io.github.dino4j.evaluate.segmentation.mask.MaskDrawing;
import io.github.dino4j.evaluate.segmentation.mask.SegmentationImages;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * What a report shows of masks.
 *
 * @param test name of the test set
 * @param images with the true masks
 * @param inference that makes the masks again for those that are shown
 */
record SegmentationSections(
    EvaluationReport report,
    String test,
    SegmentationImages images,
    SegmentationInference inference) {
  private static final int ROWS = 4;

  void add(SegmentationResult result) {
    report.add(
        new Section(Section.id("classes-" + test), test + ": classes", classes(result).html()));
    List<Integer> worst = result.worstFirst();
    int most = Math.min(ROWS, worst.size());
    report.add(
        new Section(
            Section.id("masks-" + test),
            test + ": masks",
            "<p>Photo, truth, what was found.</p>\n<h3>Worst</h3>\n"
                + rows(result, worst.subList(0, most))
                + "<h3>Best</h3>\n"
                + rows(result, worst.reversed().subList(0, most))));
  }

  private static Table classes(SegmentationResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < result.classes().size(); i++) {
      SegmentationResult.ClassFigures figures = result.classes().get(i);
      if (!Double.isNaN(figures.intersectionOverUnion().value())) {
        rows.add(
            List.of(
                SegmentationHeadFile.title(List.of(), i),
                Unit.SHARE.words(figures.intersectionOverUnion()),
                Unit.SHARE.words(figures.accuracy()),
                "%,d".formatted(figures.pixels())));
      }
    }
    return new Table(List.of("class", "IoU, %", "found, %", "pixels"), rows);
  }

  private String rows(SegmentationResult result, List<Integer> chosen) {
    ClassPalette palette = ClassPalette.of(inference.classifier().classes());
    StringBuilder html = new StringBuilder("<div class=\"tiles triples\">\n");
    for (int image : chosen) {
      LabeledImage labelled = images.labeled(image);
      String name = images.records().get(image).id();
      html.append(
          "<figure>%s%s%s<figcaption>%s, mIoU %s</figcaption></figure>\n"
              .formatted(
                  report.folder().photo(Photos.toBufferedImage(labelled.photo()), "mask", name),
                  report
                      .folder()
                      .photo(
                          MaskDrawing.overlay(labelled.photo(), labelled.mask(), palette),
                          "mask",
                          "truth"),
                  report
                      .folder()
                      .photo(
                          MaskDrawing.overlay(
                              labelled.photo(), inference.segment(labelled.photo()), palette),
                          "mask",
                          "found"),
                  Html.escape(name),
                  Unit.SHARE.words(result.ofImages()[image])));
    }
    return html.append("</div>\n").toString();
  }
}
