"""Frozen inference beside what one would use instead, on this machine, in the same minute.

Every round asks each contender in turn for the median time of a batch, so that all of them see the same neighbours and
the same clock. A ratio is the peer's time over ours within a round; the table shows the median over rounds.
Weights are random, which does not change the speed. All tokens are computed.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys

from contender import Contender

HERE = pathlib.Path(__file__).resolve().parent
PEERS = {"bf16": ["openvino-bf16", "compile-bf16"], "fp32": ["onnxruntime-fp32", "openvino-fp32"]}


def contenders(options, precision, log):
    size = ["--size", str(options.size), "--threads", str(options.threads)]
    ours = [options.java, "--enable-native-access=ALL-UNNAMED", "-cp", options.classpath]
    ours += ["io.github.dino4j.benchmarks.FrozenSpeed", options.model, precision, str(options.size), str(options.threads)]
    yield Contender("dino4j", ours, log)
    for name in PEERS[precision]:
        if options.only and name not in options.only:
            continue
        yield Contender(name, [options.python, str(HERE / "peer.py"), name, "--model", options.model, *size], log)


def busy_neighbour():
    return subprocess.Popen([sys.executable, "-c", "while True: pass"])


def rows(options, precision, neighbour, running):
    ours, peers = running[0], running[1:]
    for batch in options.batch:
        times = {contender.name: [] for contender in running}
        for _ in range(options.rounds):
            for contender in running:
                times[contender.name].append(float(contender.ask(f"{batch} {options.seconds}")))
        for peer in peers:
            ratios = [theirs / mine for mine, theirs in zip(times[ours.name], times[peer.name])]
            yield [
                precision,
                batch,
                neighbour,
                peer.name,
                f"{statistics.median(times[ours.name]):.1f}",
                f"{statistics.median(times[peer.name]):.1f}",
                f"{batch * 1e3 / statistics.median(times[ours.name]):.1f}",
                f"{statistics.median(ratios):.2f}",
                f"{min(ratios):.2f}-{max(ratios):.2f}",
            ]


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--python", default=sys.executable, help="a Python that has what requirements.txt lists")
    parser.add_argument("--model", default="vits14", choices=["vits14", "vitb14", "vitl14"])
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--precision", nargs="+", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--only", nargs="+", help="peers to compare with")
    parser.add_argument("--neighbour", nargs="+", default=["quiet", "busy"], choices=["quiet", "busy"])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    head = ["precision", "batch", "neighbour", "peer", "ours ms", "peer ms", "ours images/s", "ratio", "range"]
    print_row(head)
    print_row(["---"] * len(head))
    (HERE.parent / "target").mkdir(exist_ok=True)
    with open(HERE.parent / "target" / "peers.log", "w") as log:
        for precision in options.precision:
            running = list(contenders(options, precision, log))
            try:
                for contender in running:
                    for batch in options.batch:
                        contender.ask(f"{batch} 1")  # compiles and warms up
                for neighbour in options.neighbour:
                    hog = busy_neighbour() if neighbour == "busy" else None
                    try:
                        for row in rows(options, precision, neighbour, running):
                            print_row(row)
                    finally:
                        if hog:
                            hog.kill()
            finally:
                for contender in running:
                    contender.stop()


if __name__ == "__main__":
    main()
