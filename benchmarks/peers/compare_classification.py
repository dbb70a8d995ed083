"""kNN, the linear sweep and the logistic sweep beside the reference's modules and scikit-learn, on the same features.

Both sides run in turn; a ratio is the peer's seconds over ours within a round, and the table shows the median.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def answer(command):
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])


def compare(options, protocol, folder, java):
    ratios = []
    for seed in range(options.rounds):
        arguments = [str(options.steps), str(seed)] if protocol == "linear" else []
        ours = answer([*java, protocol, str(folder), *arguments])
        peer = [options.python, str(HERE / "classification_peer.py"), protocol, str(folder)]
        peer += ["--reference", str(options.reference), "--steps", str(options.steps), "--seed", str(seed)]
        theirs = answer(peer)
        ratios.append(theirs["seconds"] / ours["seconds"])
        for key, value in ours.items():
            if not isinstance(value, list):
                print(f"{protocol} {key}: {value} (peer: {theirs[key]})")
            elif key.startswith("predicted"):
                differ = sum(a != b for a, b in zip(value, theirs[key], strict=True))
                print(f"{protocol} {key}: {differ} of {len(value)} images differ")
            elif key == "objectives":
                gaps = [ours_at / peer_at - 1 for ours_at, peer_at in zip(value, theirs[key], strict=True)]
                print(f"{protocol} {key}: ours over the peer's, less 1: {min(gaps):.1e} to {max(gaps):.1e}")
            else:
                print(f"{protocol} {key}: {value}\n  peer: {theirs[key]}")
    print(f"{protocol}: {statistics.median(ratios):.2f}x the peer's speed")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--reference", type=pathlib.Path, required=True)
    parser.add_argument("--photos", type=pathlib.Path, required=True, help="{train,validation,test}/CLASS/*")
    parser.add_argument("--python", default="python3")
    parser.add_argument("--model", default="demo")
    parser.add_argument("--features", type=pathlib.Path, help="folder of features, made where it is absent")
    parser.add_argument("--steps", type=int, default=1000, help="of the linear sweep")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=["knn", "linear", "logistic"])
    options = parser.parse_args()
    java = [options.java, "--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"]
    java += ["-cp", options.classpath, "io.github.dino4j.benchmarks.ClassificationSpeed"]
    folder = options.features or pathlib.Path(tempfile.mkdtemp())
    if not (folder / "test.safetensors").exists():
        subprocess.run([*java, "features", options.model, str(options.photos), str(folder)], check=True)
    for protocol in options.only:
        compare(options, protocol, folder, java)


if __name__ == "__main__":
    main()
