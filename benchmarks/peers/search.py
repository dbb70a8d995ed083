"""The index by a graph beside faiss HNSW and hnswlib: building, searching at equal recall, filters, memory."""

import argparse
import math
import os
import pathlib
import statistics
import sys
import tempfile

import numpy as np

from contender import Contender

HERE = pathlib.Path(__file__).resolve().parent
K = 10
QUERIES = 2000
RECALLS = (0.95, 0.99)
KEPT = (1, 10, 50)
EF = (10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 896, 1280, 1792, 2560, 3584, 5120, 7168, 10240, 14336)
WARM_UP = (40, 80, 160) * 5  # the JIT compiler takes its time
SAME = 1e-5  # two ways to compute a cosine in float32 differ by less: what is as near is as good


# The data


def clustered(count, dim, seed, centres):
    """Vectors around centres, whose spread falls off from one direction to the next as that of features does."""
    random = np.random.default_rng(seed)
    spread = (1 + np.arange(dim)) ** -0.5
    spread *= math.sqrt(dim) / np.linalg.norm(spread)
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((dim, dim)))[0]
    for first in range(0, count, 50_000):
        some = min(50_000, count - first)
        noise = (random.standard_normal((some, dim)) * spread) @ turn
        yield unit(centres[random.integers(len(centres), size=some)] + noise)


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def write_drawn(folder, count, dim):
    centres = np.random.default_rng(0).standard_normal((max(10, count // 100), dim))
    for name, number, seed in (("vectors.f32", count, 2), ("queries.f32", QUERIES, 3)):
        with open(folder / name, "wb") as out:
            for block in clustered(number, dim, seed, centres):
                block.tofile(out)


def write_features(folder, file):
    """Some of the features of embed become queries, the others vectors."""
    features = unit(np.load(file).astype(np.float64))
    order = np.random.default_rng(0).permutation(len(features))
    features[order[QUERIES:]].tofile(folder / "vectors.f32")
    features[order[:QUERIES]].tofile(folder / "queries.f32")
    return features.shape[1]


class Data:
    """The files that every contender reads, and the cosine of each query's tenth true neighbour."""

    def __init__(self, folder, dim):
        self.folder, self.dim = folder, dim
        self.vectors = np.memmap(folder / "vectors.f32", np.float32, "r").reshape(-1, dim)
        self.queries = np.fromfile(folder / "queries.f32", np.float32).reshape(-1, dim)
        self.percent = np.random.default_rng(4).integers(100, size=len(self.vectors)).astype(np.uint8)
        self.percent.tofile(folder / "percent.u8")
        self.least = {kept: np.full((len(self.queries), K), -2, np.float32) for kept in (*KEPT, 100)}
        for first in range(0, len(self.vectors), 20_000):
            cosines = self.queries @ self.vectors[first : first + 20_000].T
            for kept, least in self.least.items():
                some = np.where(self.percent[first : first + 20_000] < kept, cosines, -2) if kept < 100 else cosines
                best = -np.partition(-some, K, axis=1)[:, :K]
                self.least[kept] = -np.sort(-np.hstack([least, best]), axis=1)[:, :K]

    def recall(self, name, kept, count):
        found = np.fromfile(self.folder / f"found-{name}.i32", np.int32).reshape(count, K)
        cosines = np.einsum("qd,qkd->qk", self.queries[:count], self.vectors[np.maximum(found, 0)])
        right = (found >= 0) & (cosines >= self.least[kept][:count, -1:] - SAME)
        assert all(len(set(row[row >= 0])) == (row >= 0).sum() for row in found), f"{name} finds a vector twice"
        assert (self.percent[found[found >= 0]] < kept).all(), f"{name} finds what the filter excludes"
        return right.mean()


# The contenders


class Searcher(Contender):
    def seconds(self, question):
        return [float(word) for word in self.ask(question).split()]

    def memory(self):
        """Resident MiB: at most so far, now, of it anonymous, of it pages of files."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in status.splitlines())
        return [int(lines[key].split()[0]) // 1024 for key in ("VmHWM", "VmRSS", "RssAnon", "RssFile")]


class Contenders:
    def __init__(self, options, data, work):
        self.options, self.data, self.work = options, data, work

    def start(self, name, processors, heap="1g", cgroup=None):
        """A process that may use so many processors."""
        files = [str(self.data.folder), str(self.work / name.partition("-")[0]), str(self.data.dim)]
        if name == "dino4j":
            command = [self.options.java, "--enable-native-access=ALL-UNNAMED"]
            command += [f"-Xmx{heap}", "-cp", self.options.classpath, "io.github.dino4j.benchmarks.SearchSpeed", *files]
        else:
            command = [self.options.python, str(HERE / "search_peer.py"), name, *files]
        own = sorted(os.sched_getaffinity(0))[:processors]
        command = ["taskset", "-c", ",".join(map(str, own)), *command]
        if cgroup:
            command = ["sh", "-c", f'echo $$ >"{cgroup}/cgroup.procs"; exec "$@"', "sh", *command]
        return Searcher(name, command, open(self.work / f"{name}.log", "a"))


# Limited memory


class MemoryLimit:
    """A cgroup whose processes have so much memory, pages of files included."""

    def __init__(self, name, mebibytes):
        second = pathlib.Path("/sys/fs/cgroup/cgroup.controllers").exists()
        root = pathlib.Path("/sys/fs/cgroup" if second else "/sys/fs/cgroup/memory")
        self.folder = root / f"dino4j-search-{os.getpid()}-{name}"
        self.folder.mkdir()
        limit = "memory.max" if second else "memory.limit_in_bytes"
        (self.folder / limit).write_text(str(mebibytes << 20))

    def remove(self):
        self.folder.rmdir()


def forget_pages(place):
    """Files that lie in the page cache already would not count."""
    for file in place.glob("*") if place.is_dir() else [place]:
        with open(file, "rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


# Measurements


def measure(searchers, data, kept, options):
    """For each contender (recall, queries a wall second, queries a CPU second) at rising ef, measured in turn."""
    curves = {searcher.name: [] for searcher in searchers}
    left = {searcher.name for searcher in searchers}
    count = {searcher.name: 100 if searcher.name == "hnswlib-function" else options.queries for searcher in searchers}
    for searcher in searchers:  # the first do not count
        for ef in WARM_UP[: 2 if searcher.name == "hnswlib-function" else None]:
            searcher.seconds(f"search {ef} {kept} {count[searcher.name]}")
    for ef in EF:
        times = {name: [] for name in left}
        for _ in range(options.rounds):
            for searcher in searchers:
                if searcher.name in left and ef <= len(data.vectors):
                    number = count[searcher.name]
                    times[searcher.name].append(searcher.seconds(f"search {ef} {kept} {number}"))
        for name in sorted(left):
            wall, cpu = (statistics.median(column) for column in zip(*times[name]))
            recall = data.recall(name, kept, count[name])
            curves[name].append((recall, count[name] / wall, count[name] / max(cpu, 1e-9)))
            print(f"    {name} ef {ef}: {recall:.4f} {count[name] / wall:,.0f}/s", file=sys.stderr)
            if recall >= RECALLS[-1]:
                left.discard(name)
        if not left:
            break
    return curves


def default(searcher, data, kept, options):
    """The same as a point of a curve, where the index chooses how it searches: it may compare a batch with all vectors."""
    questions = [f"search 0 {kept} {options.queries}"] * options.rounds
    searcher.seconds(questions[0])  # the first does not count
    wall, cpu = (statistics.median(column) for column in zip(*map(searcher.seconds, questions)))
    return data.recall(searcher.name, kept, options.queries), options.queries / wall, options.queries / max(cpu, 1e-9)


def at(curve, recall):
    """Rates where a curve crosses a recall, by a straight line through their logarithms; the first where all lie above."""
    for before, after in zip([None, *curve], curve):
        if after[0] >= recall:
            if before is None or before[0] >= recall:
                return after[1:]
            part = (recall - before[0]) / (after[0] - before[0])
            return tuple(math.exp((1 - part) * math.log(a) + part * math.log(b)) for a, b in zip(before[1:], after[1:]))
    return None


def show(curves, chosen, title):
    """`chosen` is what the index does by itself, which counts where it is faster than its graph."""
    print(f"{title}: dino4j by itself {chosen[1]:,.0f} queries/s, {chosen[2]:,.0f} a CPU second, recall {chosen[0]:.3f}")
    for recall in RECALLS:
        ways = [at(curves["dino4j"], recall), chosen[1:] if chosen[0] >= recall else None]
        ours = max((way for way in ways if way), default=None)
        for name, curve in curves.items():
            rates = ours if name == "dino4j" else at(curve, recall)
            if rates is None:
                print(f"{title}, recall {recall}: {name} comes to {curve[-1][0]:.3f} only")
                continue
            ratio = "" if name == "dino4j" or ours is None else (
                f": dino4j {ours[0] / rates[0]:.2f}x, by CPU time {ours[1] / rates[1]:.2f}x")
            print(f"{title}, recall {recall}: {name} {rates[0]:,.0f} queries/s, {rates[1]:,.0f} a CPU second{ratio}")
    sys.stdout.flush()


def searches(contenders, data, options, kept, names, processors, cgroups=None):
    searchers = [contenders.start(name, processors, options.heap, (cgroups or {}).get(name)) for name in names]
    words = f"{processors} {'processor' if processors == 1 else 'processors'}, {kept} % kept"
    try:
        curves = measure(searchers, data, kept, options)
        show(curves, default(searchers[0], data, kept, options), words)
        for searcher in searchers:
            most, now, anonymous, file = searcher.memory()
            print(f"  {searcher.name}: {now:,} MiB resident, {anonymous:,} anonymous, {file:,} of files; at most {most:,}")
    finally:
        for searcher in searchers:
            searcher.stop()
    sys.stdout.flush()


def searches_in_little_memory(contenders, data, options):
    """faiss itself does not fit, so it has its file mapped, too."""
    names = ["dino4j", "faiss-mapped"]
    print(f"with {options.limit:,} MiB of memory each, of files included:")
    limits = {name: MemoryLimit(name, options.limit) for name in names}
    try:
        for name in names:
            forget_pages(contenders.work / name.partition("-")[0])
        cgroups = {name: limit.folder for name, limit in limits.items()}
        searches(contenders, data, options, 100, names, options.processors[-1], cgroups)
    finally:
        for limit in limits.values():
            limit.remove()


def build(contenders, processors, names, options):
    for name in names:
        remove(contenders.work / name)
        builder = contenders.start(name, processors, options.build_heap)
        wall, cpu = builder.seconds("build")
        print(f"{processors} processors: {name} builds in {wall:.1f} s, {cpu:.1f} CPU s, at most {builder.memory()[0]:,} MiB")
        sys.stdout.flush()
        builder.stop()


def remove(place):
    for file in sorted(place.glob("*")) if place.is_dir() else []:
        file.unlink()
    if place.is_dir():
        place.rmdir()
    place.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--python", default="python3", help="with numpy, faiss-cpu and hnswlib")
    parser.add_argument("--vectors", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=384)
    parser.add_argument("--features", help="CLS features of embed as .npy in place of drawn vectors")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processors", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--build", type=int, nargs="*", default=[1, 2], help="processors to build with, the last ones' stay")
    parser.add_argument("--kept", type=int, nargs="*", default=list(KEPT), help="percent that a filter keeps")
    parser.add_argument("--limit", type=int, help="MiB of the searches in limited memory")
    parser.add_argument("--heap", default="256m", help="of Java while searching")
    parser.add_argument("--build-heap", default="2g", help="of Java while building")
    parser.add_argument("--work", type=pathlib.Path, help="a folder for data and indexes; a temporary one by default")
    options = parser.parse_args()
    work = options.work or pathlib.Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    if options.features:
        options.dim = write_features(work, options.features)
    elif not (work / "vectors.f32").exists():
        write_drawn(work, options.vectors, options.dim)
    data = Data(work, options.dim)
    contenders = Contenders(options, data, work)
    print(f"{len(data.vectors):,} x {data.dim}, {data.vectors.nbytes >> 20:,} MiB, load {os.getloadavg()[0]:.1f}")
    for processors in options.build:
        build(contenders, processors, ["dino4j", "faiss", "hnswlib"], options)
    for processors in options.processors:
        searches(contenders, data, options, 100, ["dino4j", "faiss", "hnswlib"], processors)
    for kept in options.kept:
        names = ["dino4j", "faiss", "hnswlib", "hnswlib-function"]
        searches(contenders, data, options, kept, names, options.processors[-1])
    if options.limit:
        searches_in_little_memory(contenders, data, options)


if __name__ == "__main__":
    main()
