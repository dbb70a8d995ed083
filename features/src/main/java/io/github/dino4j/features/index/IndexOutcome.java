package io.github.dino4j.features.index;

import io.github.dino4j.search.folder.IndexFolder;
import java.nio.file.Path;

/**
 * What a run made of an index.
 *
 * @param kind of the index
 * @param size number of its images now
 * @param added that were not there
 * @param replaced whose file or metadata had changed
 * @param unchanged that were there
 * @param forgotten that are not in the inputs any more, or cannot be read any more
 * @param rejected that could not be read
 * @param rejects the list of the latter; there is no such file where none was rejected
 */
public record IndexOutcome(
    IndexFolder.Kind kind,
    long size,
    long added,
    long replaced,
    long unchanged,
    long forgotten,
    long rejected,
    Path rejects) {}
