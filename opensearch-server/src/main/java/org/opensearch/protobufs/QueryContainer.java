package org.opensearch.protobufs;

/** Stands for a type of the gRPC plugin that the k-NN plugin names and no test uses. */
public final class QueryContainer {
  private QueryContainer() {}

  /** As above. */
  public enum QueryContainerCase {}
}
