package io.github.dino4j.cli.demo;

import java.util.List;

/**
 * All that the page shows; an empty list leaves its section out.
 *
 * @param model that made the features
 * @param images to look at closely, a handful, coloured together
 * @param pairs to match
 * @param gallery among which nearest neighbours are sought, in any number
 * @param numbers that were measured
 * @param commands to try next
 */
public record DemoContent(
    ModelCard model,
    List<DemoImage> images,
    List<DemoPair> pairs,
    List<DemoThumbnail> gallery,
    DemoNumbers numbers,
    List<SuggestedCommand> commands) {
  public DemoContent {
    images = List.copyOf(images);
    pairs = List.copyOf(pairs);
    gallery = List.copyOf(gallery);
    commands = List.copyOf(commands);
  }
}
