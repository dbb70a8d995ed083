"""Curation beside faiss: k-means at equal inertia, the graph of near-duplicates at equal recall, growth.

Times are CPU seconds of all cores (and seconds on the clock), so that a busy machine disturbs them less; a ratio is
that of medians over rounds, in each of which both contenders run in turn.
"""

import argparse
import pathlib
import statistics
import tempfile

import numpy

from contender import Contender

HERE = pathlib.Path(__file__).resolve().parent
GROWTH = (100_000, 1_000_000, 3_000_000)


def draw(file, count, dim, seed=1):
    """Concepts within themes, sizes by a power law, dimensions of falling variance; 2 % are copies with noise."""
    random = numpy.random.default_rng(seed)
    scale = numpy.arange(1, dim + 1, dtype="f4") ** -0.4
    themes = random.standard_normal((50, dim), dtype="f4")
    concepts = themes[random.integers(0, 50, 2000)] + 0.8 * random.standard_normal((2000, dim), dtype="f4")
    weights = 1 / numpy.arange(1, 2001) ** 0.7
    vectors = concepts[random.choice(2000, count, p=weights / weights.sum())]
    vectors = (vectors + 0.9 * random.standard_normal(vectors.shape, dtype="f4")) * scale
    copies = random.choice(count, count // 50, replace=False)
    originals = random.choice(count, count // 50)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    noise = random.standard_normal((len(copies), dim), dtype="f4") / numpy.sqrt(dim)
    vectors[copies] = vectors[originals] + 0.2 * noise
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    vectors.astype("<f4").tofile(file)


def java(options, name, *arguments):
    flags = ["--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", options.heap]
    main = f"io.github.dino4j.benchmarks.{name}"
    return Contender("dino4j", [options.java, *flags, "-cp", options.classpath, main, *map(str, arguments)])


def answer(contender, question):
    return [float(word) for word in contender.ask(question).split()]


def line(name, rows):
    seconds, cpu = (statistics.median(row[i] for row in rows) for i in (0, 1))
    print(f"  {name}: {cpu:.1f} CPU s, {seconds:.1f} s, {statistics.median(row[2] for row in rows):.6g}", flush=True)
    return cpu


def kmeans(options, file):
    ours = java(options, "KMeansSpeed", file, options.dim)
    peer = Contender("faiss", [options.python, str(HERE / "curation_peer.py"), str(file), str(options.dim)])
    answer(ours, f"{options.clusters} {options.seeding} 1 0")  # compiles
    rows = [
        (
            answer(ours, f"{options.clusters} {options.seeding} {options.iterations[0]} {round}"),
            answer(peer, f"kmeans {options.clusters} {options.iterations[1]} {round}"),
        )
        for round in range(options.rounds)
    ]
    print(f"k-means, {options.vectors:,} x {options.dim}, k = {options.clusters:,}; the last figure is the inertia")
    mine = line(f"dino4j, {options.seeding}, {options.iterations[0]} iterations", [row[0] for row in rows])
    theirs = line(f"faiss, {options.iterations[1]} iterations", [row[1] for row in rows])
    print(f"  {theirs / mine:.2f}x its speed")
    ours.stop(), peer.stop()


def dedup(options, file):
    ours = java(options, "DedupSpeed", file, options.dim)
    peer = Contender("faiss", [options.python, str(HERE / "curation_peer.py"), str(file), str(options.dim)])
    threshold = options.threshold
    mine = f"{threshold} {options.list_size} {5 * options.list_size} {options.probes[0]}"
    answer(ours, mine)  # compiles
    exact = answer(peer, f"exact {threshold}")
    lists = round(options.vectors**0.5)
    rows = [
        (answer(ours, mine), answer(peer, f"range {threshold} {lists} {options.probes[1]}"))
        for _ in range(options.rounds)
    ]
    print(f"near-duplicates, {options.vectors:,} x {options.dim}; the last figure counts edges of the forest")
    line("faiss, all pairs", [exact])
    cpu = [line(name, [row[i] for row in rows]) for i, name in enumerate(["dino4j", f"faiss, {lists} lists"])]
    recall = [rows[0][i][2] / exact[2] for i in (0, 1)]
    print(f"  {cpu[1] / cpu[0]:.2f}x its speed; recall {recall[0]:.4f}, {recall[1]:.4f}")
    ours.stop(), peer.stop()


def growth(options):
    """What the first two sizes predict for the third, as a power law, and what came."""
    for kind in ("plain", "skewed", "giant"):
        rows = []
        for size in GROWTH:
            ours = java(options, "DedupSpeed", kind, size, 64)
            question = f"{options.threshold} {options.list_size} {5 * options.list_size} {options.probes[0]}"
            answer(ours, question)  # compiles
            rows.append(answer(ours, question))
            ours.stop()
            print(f"{kind} {size:,}:", *rows[-1], flush=True)
        exponent = numpy.log(rows[1][1] / rows[0][1]) / numpy.log(GROWTH[1] / GROWTH[0])
        predicted = rows[1][1] * (GROWTH[2] / GROWTH[1]) ** exponent
        print(f"  CPU s grow with exponent {exponent:.2f}: {predicted:.1f} predicted, {rows[2][1]:.1f} measured")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--python", default="python3", help="with faiss-cpu, scipy and numpy")
    parser.add_argument("task", choices=["kmeans", "dedup", "growth"])
    parser.add_argument("--vectors", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=384)
    parser.add_argument("--clusters", type=int, default=1000)
    parser.add_argument("--seeding", default="NESTED_PLUS_PLUS", choices=["RANDOM", "PLUS_PLUS", "NESTED_PLUS_PLUS"])
    parser.add_argument("--iterations", type=int, nargs=2, default=[10, 25], help="ours and theirs, for equal inertia")
    parser.add_argument("--threshold", type=float, default=0.9)
    parser.add_argument("--list-size", type=int, default=200)
    parser.add_argument("--probes", type=int, nargs=2, default=[8, 2], help="ours and theirs, for equal recall")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--heap", default="-Xmx3g")
    options = parser.parse_args()
    if options.task == "growth":
        growth(options)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "vectors"
        draw(file, options.vectors, options.dim)
        (kmeans if options.task == "kmeans" else dedup)(options, file)


if __name__ == "__main__":
    main()
