package io.github.dino4j.testing;

/**
 * A test that did not run.
 *
 * @param module whose test it is
 * @param testClass its simple name
 * @param reason in the words of the test
 */
record SkippedTest(String module, String testClass, String reason) {}
