"""faiss and scipy on the vectors of a file, float32 without a header.

    curation_peer.py FILE DIM

For every line of standard input it does what the line says and prints the seconds on the clock, those of all
processors, and what came out:

    kmeans CLUSTERS ITERATIONS SEED   the inertia a vector
    exact THRESHOLD                   edges of a spanning forest of all pairs at or above the cosine
    range THRESHOLD LISTS PROBES      the same of those that an inverted file finds
"""

import os
import sys
import time

import faiss
import numpy
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

BLOCK = 20_000


def kmeans(vectors, clusters, iterations, seed):
    trained = faiss.Kmeans(
        vectors.shape[1],
        clusters,
        niter=iterations,
        seed=seed,
        spherical=True,
        max_points_per_centroid=len(vectors),  # faiss takes 256 a centroid unless told otherwise
    )
    trained.train(vectors)
    return trained.centroids


def inertia(vectors, centroids):
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(centroids)
    products, _ = index.search(vectors, 1)
    return float(2 - 2 * products.mean())


def forest_edges(index, vectors, threshold):
    rows, columns = [], []
    for first in range(0, len(vectors), BLOCK):
        limits, _, found = index.range_search(vectors[first : first + BLOCK], threshold)
        rows.append(numpy.repeat(numpy.arange(len(limits) - 1) + first, numpy.diff(limits).astype("i8")))
        columns.append(found)
    rows, columns = numpy.concatenate(rows), numpy.concatenate(columns)
    graph = coo_matrix((numpy.ones(len(rows), "i1"), (rows, columns)), shape=(len(vectors),) * 2)
    components, _ = connected_components(graph, directed=False)
    return len(vectors) - components


def main():
    file, dim = sys.argv[1], int(sys.argv[2])
    vectors = numpy.fromfile(file, "<f4").reshape(-1, dim)
    for line in sys.stdin:
        task, *words = line.split()
        start, cpu = time.perf_counter(), time.process_time()
        if task == "kmeans":
            result = kmeans(vectors, *map(int, words))
        elif task == "exact":
            index = faiss.IndexFlatIP(dim)
            index.add(vectors)
            result = forest_edges(index, vectors, float(words[0]))
        else:
            quantizer = faiss.IndexFlatIP(dim)
            index = faiss.IndexIVFFlat(quantizer, dim, int(words[1]), faiss.METRIC_INNER_PRODUCT)
            index.train(vectors)
            index.add(vectors)
            index.nprobe = int(words[2])
            result = forest_edges(index, vectors, float(words[0]))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        if task == "kmeans":
            result = inertia(vectors, result)
        print(f"{seconds:.3f} {cpu:.3f} {result}", flush=True)


sys.stderr = open(os.devnull, "w")  # faiss warns of what was asked for
main()
