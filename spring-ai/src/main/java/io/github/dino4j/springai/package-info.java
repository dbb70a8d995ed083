/** Images and vector indexes in Spring AI: a document embedding model and a vector store. */
@NullMarked
package io.github.dino4j.springai;

import org.jspecify.annotations.NullMarked;
