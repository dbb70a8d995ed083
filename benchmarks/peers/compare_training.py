"""Our training step beside the reference's own, whole processes in turn, so that both see the same neighbours.

ViT-S/14, 2 x 224 and 8 x 98 px, K = 65536. A ratio of speed is our images a second over theirs, a ratio of memory our
peak over theirs, within a round; the table shows the median over rounds.
"""

import argparse
import os
import pathlib
import statistics
import sys

import java_steps

HERE = pathlib.Path(__file__).resolve().parent


def ours(options, precision):
    settings = ["student.arch=vit_small", "student.patch_size=14", "student.drop_path_rate=0.3"]
    settings += ["crops.global_crops_size=224", "crops.local_crops_size=98", "crops.local_crops_number=8"]
    settings += [f"train.batch_size_per_gpu={options.batch}", f"compute.precision={precision}"]
    return java_steps.measure(options, "TrainingSpeed", options.steps, settings)


def theirs(options, precision):
    command = [options.python, str(HERE / "training_peer.py"), options.reference, "--precision", precision]
    command += ["--batch", str(options.batch), "--steps", str(options.steps), "--threads", str(os.cpu_count())]
    return java_steps.last_line(command)


def spread(ratios):
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--reference", required=True, help="a checkout of facebookresearch/dinov2")
    parser.add_argument("--python", default=sys.executable, help="with torch, torchvision, omegaconf, fvcore, iopath")
    parser.add_argument("--precision", nargs="+", default=["bf16", "fp32"])
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    columns = ["precision", "ours images/s", "reference images/s", "ratio (range)"]
    java_steps.print_head(columns + ["ours MiB", "reference MiB", "ratio (range)"])
    for precision in options.precision:
        rounds = [(ours(options, precision), theirs(options, precision)) for _ in range(options.rounds)]
        cells = [precision]
        for key, digits in (("images_per_second", 2), ("peak_resident_mib", 0)):
            for side in (0, 1):
                cells.append(f"{statistics.median(pair[side][key] for pair in rounds):.{digits}f}")
            cells.append(spread([a[key] / b[key] for a, b in rounds]))
        java_steps.print_row(cells)


if __name__ == "__main__":
    main()
