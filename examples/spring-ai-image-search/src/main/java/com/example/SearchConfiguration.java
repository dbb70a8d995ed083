package com.example;

import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.index.ImageSearch;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.springai.ImageEmbeddingModel;
import io.github.dino4j.springai.VectorIndexStore;
import java.nio.file.Path;
import org.springframework.ai.embedding.DocumentEmbeddingModel;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Model, index and store as beans; Spring closes model and index at the end. */
@Configuration
@Import(PhotoSearch.class)
public class SearchConfiguration {
  /** A released model's name, a weight file, or {@code demo}. */
  @Bean
  FeatureExtractor dino(@Value("${dino.model:demo}") String name) {
    return FeatureExtractor.load(name);
  }

  @Bean
  VectorIndex index(FeatureExtractor dino, @Value("${dino.index}") Path folder) {
    IndexDescription features = ImageSearch.description(dino, folder);
    return IndexFolder.openOrCreate(folder, features, 10_000);
  }

  @Bean
  DocumentEmbeddingModel embeddingModel(FeatureExtractor dino) {
    return new ImageEmbeddingModel(dino);
  }

  @Bean
  VectorStore store(VectorIndex index, DocumentEmbeddingModel embeddingModel) {
    return VectorIndexStore.builder(index, embeddingModel).build();
  }
}
