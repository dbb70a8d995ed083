/** What commands share: the class they extend, and options that mean the same in all of them. */
@NullMarked
package io.github.dino4j.cli.option;

import org.jspecify.annotations.NullMarked;
