package org.opensearch.transport.grpc.spi;

/** Stands for a type of the gRPC plugin that the k-NN plugin names and no test uses. */
public interface QueryBuilderProtoConverter {}
