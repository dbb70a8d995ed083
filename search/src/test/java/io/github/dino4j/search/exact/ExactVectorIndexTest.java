package io.github.dino4j.search.exact;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.FolderIndexContract;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.VectorIndex;
import java.nio.file.Path;

class ExactVectorIndexTest extends FolderIndexContract {
  @Override
  protected VectorIndex create(Path folder, IndexDescription description) {
    return ExactVectorIndex.create(folder, description);
  }

  @Override
  protected VectorIndex open(Path folder, Access access, IndexDescription features) {
    return ExactVectorIndex.open(folder, access, features);
  }

  @Override
  protected IndexDescription describe(Path folder) {
    return ExactVectorIndex.describe(folder);
  }
}
