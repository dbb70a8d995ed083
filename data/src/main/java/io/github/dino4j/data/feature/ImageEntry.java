package io.github.dino4j.data.feature;

/**
 * Which image a row of features describes.
 *
 * @param id what names the image
 * @param path where it lay
 * @param width of the decoded image, in pixels
 * @param height of the decoded image, in pixels
 */
public record ImageEntry(String id, String path, int width, int height) {}
