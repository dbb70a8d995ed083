/** The demo: its pictures, what the model sees in them, and the page that shows it. */
@NullMarked
package io.github.dino4j.cli.demo;

import org.jspecify.annotations.NullMarked;
