/** What an evaluation leaves behind: a page with tables and pictures, and the same as JSON. */
@NullMarked
package io.github.dino4j.evaluate.report;

import org.jspecify.annotations.NullMarked;
