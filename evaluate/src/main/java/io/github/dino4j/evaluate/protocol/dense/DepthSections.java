package io.github.dino4j.evaluate.protocol.dense;

import io.github.dino4j.evaluate.application.DepthInference;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthMetric;
import io.github.dino4j.evaluate.depth.DepthPicture;
import io.github.dino4j.evaluate.depth.DepthResult;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.util.List;

/**
 * What a report shows of depth.
 *
 * @param test name of the test set
 * @param images with true depth
 * @param inference that makes the maps again for those that are shown
 */
record DepthSections(
    EvaluationReport report, String test, DepthData.Images images, DepthInference inference) {
  private static final int ROWS = 4;

  void add(DepthResult result) {
    report.add(
        new Section(
            Section.id("maps-" + test),
            test + ": maps",
            "<p>Photo, truth, what was estimated; near is pale, far is dark, black is unknown.</p>\n"
                + "<h3>Worst</h3>\n"
                + rows(result, result.worst(ROWS))
                + "<h3>Best</h3>\n"
                + rows(result, result.best(ROWS))));
  }

  private String rows(DepthResult result, List<Integer> chosen) {
    StringBuilder html = new StringBuilder("<div class=\"tiles triples\">\n");
    for (int image : chosen) {
      RgbImage photo = images.photo(image);
      DepthMap truth = images.depth(image);
      String name = images.records().get(image).id();
      html.append(
          "<figure>%s%s%s<figcaption>%s, abs_rel %s</figcaption></figure>\n"
              .formatted(
                  report.folder().photo(Photos.toBufferedImage(photo), "depth", name),
                  picture(truth, "truth"),
                  picture(inference.estimate(photo), "estimate"),
                  Html.escape(name),
                  Unit.QUANTITY.words(
                      result.images().get(image).getOrDefault(DepthMetric.ABS_REL, Double.NaN))));
    }
    return html.append("</div>\n").toString();
  }

  private String picture(DepthMap map, String alt) {
    return report.folder().photo(DepthPicture.of(map, images.data().unit()).image(), "depth", alt);
  }
}
