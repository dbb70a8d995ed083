/** What the tests of this module share: fixtures of the reference's numbers. */
@NullMarked
package io.github.dino4j.pretrain;

import org.jspecify.annotations.NullMarked;
