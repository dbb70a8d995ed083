package io.github.dino4j.search.lucene;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.VectorIndexContract;
import java.nio.file.Path;

class LuceneIndexTest extends VectorIndexContract {
  @Override
  protected VectorIndex create(Path folder, IndexDescription description) {
    return LuceneIndex.create(folder, description, GraphOptions.DEFAULT);
  }

  @Override
  protected VectorIndex open(Path folder, Access access, IndexDescription features) {
    return LuceneIndex.open(folder, access, features);
  }

  @Override
  protected IndexDescription describe(Path folder) {
    return LuceneIndex.describe(folder);
  }
}
