"""The same training step in several ways, whole processes in turn: what each choice is worth.

A ratio is the base's seconds or peak memory over those of the variant, within a round: above 1 the variant is better.
"""

import argparse
import statistics

import java_steps

BASE = [
    "student.arch=vit_small",
    "student.patch_size=14",
    "student.drop_path_rate=0.3",
    "crops.global_crops_size=224",
    "crops.local_crops_size=98",
    "crops.local_crops_number=8",
    "train.batch_size_per_gpu=4",
    "compute.precision=bf16",
]
VARIANTS = {
    "float32": ["compute.precision=fp32"],
    "recomputed in 4 segments": ["compute.checkpoint_segments=4"],
    "two passes of half the batch": ["compute.micro_batch=2"],
    "no stochastic depth": ["student.drop_path_rate=0"],
}
BACKBONES = [("PACKED", "CROP_BY_CROP"), ("CROP_BY_CROP", "MASKED")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    def step(changes):
        return java_steps.measure(options, "TrainingSpeed", options.steps, BASE + changes)

    def backbone(kind):
        return java_steps.measure(options, "BackboneVariants", options.steps, [kind] + BASE)

    java_steps.print_head(["compared with", "variant", "base s", "variant s", "speed ratio", "base MiB", "variant MiB", "memory ratio"])
    for name, changes in VARIANTS.items():
        print_pairs("the step", name, [(step([]), step(changes)) for _ in range(options.rounds)])
    for first, second in BACKBONES:
        name = f"backbone {first.lower().replace('_', ' ')}"
        rounds = [(backbone(first), backbone(second)) for _ in range(options.rounds)]
        print_pairs(name, second.lower().replace("_", " "), rounds)


def print_pairs(base, name, rounds):
    cells = [base, name]
    for key, digits in (("seconds_per_step", 3), ("peak_resident_mib", 0)):
        for side in (0, 1):
            cells.append(f"{statistics.median(pair[side][key] for pair in rounds):.{digits}f}")
        cells.append(f"{statistics.median(a[key] / b[key] for a, b in rounds):.2f}")
    java_steps.print_row(cells)


if __name__ == "__main__":
    main()
