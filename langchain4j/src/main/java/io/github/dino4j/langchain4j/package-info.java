/** Images and vector indexes in LangChain4j: an embedding model and an embedding store. */
@NullMarked
package io.github.dino4j.langchain4j;

import org.jspecify.annotations.NullMarked;
