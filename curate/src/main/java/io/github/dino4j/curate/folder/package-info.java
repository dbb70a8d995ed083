/** What a run of stages leaves: decisions image by image, groups, summaries, the manifest. */
@NullMarked
package io.github.dino4j.curate.folder;

import org.jspecify.annotations.NullMarked;
