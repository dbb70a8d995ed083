"""Training of depth heads beside the same recipe in PyTorch, whole processes in turn on the same frozen features.

A ratio of speed is their seconds over ours within a round; abs_rel is that of the last weights on the test split, aligned.
"""

import argparse
import pathlib
import re
import statistics
import sys
import tempfile

import java_steps

HERE = pathlib.Path(__file__).resolve().parent


def ours(options, kind, file):
    return java_steps.measure(options, "DepthTrainingSpeed", options.data, [options.model, kind, str(options.iterations), str(options.batch), file])


def theirs(options, file, recipe):
    said = dict(re.findall(r"(\w+)=([\w.-]+)", recipe))
    command = [options.python, str(HERE / "depth_peer.py"), file, "--iterations", said["iterations"]]
    command += ["--warmup", said["warmup"], "--batch", said["batch"], "--rate", said["learningRate"]]
    return java_steps.last_line(command)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="a folder with {train,test}/{images,depth}, depth relative, images of one size")
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--python", default=sys.executable, help="with torch and safetensors")
    parser.add_argument("--model", default="demo")
    parser.add_argument("--heads", nargs="+", default=["linear", "linear4", "32"], help="a number is a DPT head's channels")
    parser.add_argument("--iterations", type=int, default=800)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    java_steps.print_head(["head", "ours s", "PyTorch s", "ratio", "our abs_rel", "PyTorch's abs_rel"])
    for kind in options.heads:
        rounds = []
        with tempfile.TemporaryDirectory() as folder:
            file = str(pathlib.Path(folder, "features.safetensors"))
            for _ in range(options.rounds):
                mine = ours(options, kind, file)
                rounds.append((mine, theirs(options, file, mine["options"])))
        cells = [statistics.median(pair[side]["seconds"] for pair in rounds) for side in (0, 1)]
        cells.append(statistics.median(b["seconds"] / a["seconds"] for a, b in rounds))
        cells += [statistics.median(pair[side]["abs_rel"] for pair in rounds) for side in (0, 1)]
        java_steps.print_row([kind] + [f"{cell:.4g}" for cell in cells])


if __name__ == "__main__":
    main()
