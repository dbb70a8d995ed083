/** What a command says and how it ends: progress, one line for a failure, exit codes. */
@NullMarked
package io.github.dino4j.cli.terminal;

import org.jspecify.annotations.NullMarked;
