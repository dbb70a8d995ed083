"""faiss HNSW or hnswlib, with the options of the index that it stands beside.

    search_peer.py faiss|faiss-mapped|hnswlib|hnswlib-function DATA INDEX DIM

As SearchSpeed.java: for every line of standard input, `build` or `search EF KEPT QUERIES`, it prints wall and CPU
seconds, and writes what it found to DATA/found-NAME.i32. It has as many threads as it may use processors. hnswlib
filters what it has found, hnswlib-function has the library ask for each vector that it meets.
"""

import os
import pathlib
import sys
import time

import numpy as np

M, EF_CONSTRUCTION, K = 16, 100, 10
THREADS = len(os.sched_getaffinity(0))


class Faiss:
    def __init__(self, file, dim, mapped):
        import faiss

        self.faiss, self.file, self.dim = faiss, file, dim
        self.flags = faiss.IO_FLAG_MMAP_IFC if mapped else 0
        self.index = None
        faiss.omp_set_num_threads(THREADS)

    def build(self, vectors):
        index = self.faiss.IndexHNSWFlat(self.dim, M, self.faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = EF_CONSTRUCTION
        index.add(vectors)
        self.faiss.write_index(index, str(self.file))

    def load(self):
        self.index = self.faiss.read_index(str(self.file), self.flags)

    def search(self, queries, ef, among):
        if among is None:
            parameters = self.faiss.SearchParametersHNSW(efSearch=ef)
        else:
            selector = self.faiss.IDSelectorBitmap(np.packbits(among, bitorder="little"))
            parameters = self.faiss.SearchParametersHNSW(efSearch=ef, sel=selector)
        return self.index.search(queries, K, params=parameters)[1]


class Hnswlib:
    def __init__(self, file, dim, function):
        import hnswlib

        self.file, self.dim, self.function = file, dim, function
        self.index = hnswlib.Index(space="ip", dim=dim)

    def build(self, vectors):
        self.index.init_index(max_elements=len(vectors), M=M, ef_construction=EF_CONSTRUCTION)
        self.index.add_items(vectors, num_threads=THREADS)
        self.index.save_index(str(self.file))

    def load(self):
        self.index.load_index(str(self.file))

    def search(self, queries, ef, among):
        self.index.set_ef(ef)
        if among is None:
            return self.index.knn_query(queries, k=K, num_threads=THREADS)[0]
        if self.function:
            return self.index.knn_query(queries, k=K, num_threads=1, filter=lambda number: bool(among[number]))[0]
        found, _ = self.index.knn_query(queries, k=ef, num_threads=THREADS)
        kept = among[found]
        first = np.argsort(~kept, axis=1, kind="stable")[:, :K]
        return np.where(np.take_along_axis(kept, first, 1), np.take_along_axis(found, first, 1).astype(np.int64), -1)


def main():
    name, data, file, dim = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4])
    library, _, variant = name.partition("-")
    index = (Faiss if library == "faiss" else Hnswlib)(file, dim, variant)
    queries = np.fromfile(data / "queries.f32", np.float32).reshape(-1, dim)
    percent = np.fromfile(data / "percent.u8", np.uint8)
    loaded = False
    for line in sys.stdin:
        words = line.split()
        if words[0] == "build":
            vectors = np.fromfile(data / "vectors.f32", np.float32).reshape(-1, dim)
        elif not loaded:
            index.load()
            loaded = True
        start, cpu = time.perf_counter(), time.process_time()
        if words[0] == "build":
            index.build(vectors)
        else:
            ef, kept, count = map(int, words[1:])
            found = index.search(queries[:count], ef, None if kept == 100 else percent < kept)
        print(time.perf_counter() - start, time.process_time() - cpu, flush=True) if words[0] == "build" else None
        if words[0] == "search":
            end, cpu_end = time.perf_counter(), time.process_time()
            found.astype(np.int32).tofile(data / f"found-{name}.i32")
            print(end - start, cpu_end - cpu, flush=True)


main()
