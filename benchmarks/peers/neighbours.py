"""Weighted kNN beside PyTorch's product and top-k, round by round, and how its cost grows with the known images."""

import argparse
import pathlib
import statistics

from contender import Contender

HERE = pathlib.Path(__file__).resolve().parent


def seconds(contender):
    return float(contender.ask().split()[0])


def end(contender):
    """Stops it; returns the most memory that it ever held, in MiB."""
    status = pathlib.Path(f"/proc/{contender.process.pid}/status").read_text()
    contender.stop()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def measure(contenders, rounds):
    for contender in contenders:
        seconds(contender)  # the first does not count
    return [[seconds(contender) for contender in contenders] for _ in range(rounds)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--python", default="python3", help="with torch")
    parser.add_argument("--images", type=int, nargs="+", default=[100_000], help="that are known")
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--dim", type=int, default=384)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without PyTorch")
    options = parser.parse_args()
    java = [options.java, "--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"]
    java += ["-cp", options.classpath, "io.github.dino4j.benchmarks.NeighbourSpeed"]
    for images in options.images:
        sizes = [str(number) for number in (images, options.queries, options.dim, options.classes)]
        contenders = [Contender("dino4j", [*java, *sizes])]
        if not options.alone:
            contenders.append(Contender("PyTorch", [options.python, str(HERE / "neighbours_peer.py"), *sizes]))
        times = measure(contenders, options.rounds)
        memory = [end(contender) for contender in contenders]
        ours = statistics.median(row[0] for row in times)
        each = 1e9 * ours / images / options.queries
        print(f"{images:,} images, {options.queries:,} queries: {ours:.2f} s, {each:.1f} ns a pair, {memory[0]:,} MiB")
        if not options.alone:
            theirs = statistics.median(row[1] for row in times)
            ratio = statistics.median(row[1] / row[0] for row in times)
            print(f"  PyTorch {theirs:.2f} s, {memory[1]:,} MiB: {ratio:.2f}x its speed")


if __name__ == "__main__":
    main()
