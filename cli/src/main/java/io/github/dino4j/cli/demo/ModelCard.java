package io.github.dino4j.cli.demo;

/**
 * What the page says of the model.
 *
 * @param name as on the command line, such as {@code dinov2_vits14}
 * @param architecture in words, such as {@code ViT-S/14, 12 blocks of 6 heads, 384 features}
 * @param provenance where its weights came from
 */
public record ModelCard(String name, String architecture, String provenance) {}
