package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.classification.ClassificationResult;
import io.github.dino4j.evaluate.classification.ConfusionMatrix;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a report shows of images that were classified.
 *
 * @param test name of the test set
 * @param images in the order of the predictions
 */
record ClassificationSections(
    EvaluationReport report, String test, ClassNames classes, List<ImageRecord> images) {
  private static final int TILES = 12;
  private static final int SIDE = 160;
  private static final int MOST_CLASSES = 40;
  private static final int PAIRS = 15;

  /** Adds the accuracy of each class, what is confused, and images found best and worst. */
  void add(String how, ClassificationResult result) {
    ConfusionMatrix confusion = result.confusion();
    report.add(new Section(id("classes"), test + ": classes, " + how, perClass(confusion).html()));
    report.add(
        new Section(
            id("confusion"),
            test + ": what is taken for what",
            (classes.count() <= MOST_CLASSES ? matrix(confusion) : "") + pairs(confusion).html()));
    report.add(
        new Section(
            id("images"),
            test + ": images",
            "<h3>Furthest from their class</h3>\n"
                + tiles(result, result.worst(TILES))
                + "<h3>Surest</h3>\n"
                + tiles(result, result.best(TILES))));
  }

  private String id(String part) {
    return Section.id(part + "-" + test);
  }

  private Table perClass(ConfusionMatrix confusion) {
    List<String> names = classes.names();
    return new Table(
        List.of("class", "images", "found, %"),
        IntStream.range(0, names.size())
            .filter(c -> confusion.images(c) > 0)
            .mapToObj(c ->
                List.of(
                    names.get(c),
                    String.valueOf(confusion.images(c)),
                    Unit.SHARE.words(confusion.accuracy(c))))
            .toList());
  }

  private Table pairs(ConfusionMatrix confusion) {
    List<String> names = classes.names();
    return new Table(
        List.of("class", "taken for", "images"),
        confusion.mostConfused(PAIRS).stream()
            .map(pair ->
                List.of(
                    names.get(pair.label()),
                    names.get(pair.predicted()),
                    String.valueOf(pair.count())))
            .toList());
  }

  /** Rows are the right classes, columns those that were named; the darker the more. */
  private String matrix(ConfusionMatrix confusion) {
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table class=\"confusion\"><thead><tr><th></th>");
    classes.names().forEach(name -> html.append("<th>%s</th>".formatted(Html.escape(name))));
    html.append("</tr></thead><tbody>\n");
    for (int label = 0; label < classes.count(); label++) {
      html.append("<tr><th>%s</th>".formatted(Html.escape(classes.names().get(label))));
      long images = Math.max(1, confusion.images(label));
      for (long count : confusion.counts()[label]) {
        String shade = String.format(Locale.ROOT, "%.0f", 85.0 * count / images);
        html.append(
            "<td style=\"background:color-mix(in srgb,var(--accent) %s%%,transparent)\">%s</td>"
                .formatted(shade, count == 0 ? "" : count));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private String tiles(ClassificationResult result, int[] chosen) {
    StringBuilder html = new StringBuilder("<div class=\"tiles\">\n");
    for (int image : chosen) {
      String label = classes.names().get(result.predictions().labels()[image]);
      String said = classes.names().get(result.predictions().predicted(image));
      String caption = label.equals(said) ? label : "%s, taken for %s".formatted(label, said);
      html.append(
          "<figure>%s<figcaption>%s</figcaption></figure>\n"
              .formatted(report.photo(images.get(image), SIDE), Html.escape(caption)));
    }
    return html.append("</div>\n").toString();
  }
}
