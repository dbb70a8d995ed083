"""Views a second: our loader beside a torch DataLoader with the reference's DataAugmentationDINO, alternating.

Both read the same photos, make 2 crops of 224 and 8 of 98 pixels and end at float32 tensors of a batch of 8.
"""
import argparse
import importlib
import pathlib
import statistics
import subprocess
import sys
import time
import types

import torch
from PIL import Image

BATCH = 8
READY = 6  # batches that lay ready while nobody asked


class Photos(torch.utils.data.Dataset):
    def __init__(self, folder, transform):
        self.files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix in (".jpg", ".jpeg", ".png"))
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with open(self.files[index], "rb") as file:
            return self.transform(Image.open(file).convert("RGB"))


def augmentation(reference):
    """The reference's class, without the data sets that its package would import."""
    for name in ("dinov2", "dinov2.data"):
        package = types.ModuleType(name)
        package.__path__ = [str(pathlib.Path(reference, *name.split(".")))]
        sys.modules[name] = package
    module = importlib.import_module("dinov2.data.augmentations")
    return module.DataAugmentationDINO((0.32, 1.0), (0.05, 0.32), 8, global_crops_size=224, local_crops_size=98)


def collate(samples):
    return [torch.stack([s[key][i] for i in range(n) for s in samples]) for key, n in (("global_crops", 2), ("local_crops", 8))]


def endless(loader):
    while True:
        yield from loader


class Torch:
    def __init__(self, options):
        self.batches = endless(
            torch.utils.data.DataLoader(
                Photos(options.photos, augmentation(options.reference)),
                batch_size=BATCH,
                shuffle=True,
                drop_last=True,
                num_workers=options.workers,
                collate_fn=collate,
                persistent_workers=True,
            )
        )

    def images_a_second(self, batches):
        for _ in range(READY):
            next(self.batches)
        start = time.perf_counter()
        images = sum(next(self.batches)[0].shape[0] // 2 for _ in range(batches))
        return images / (time.perf_counter() - start)


class Ours:
    def __init__(self, options):
        command = [options.java, "-cp", options.classpath, "--enable-native-access=ALL-UNNAMED"]
        command += ["io.github.dino4j.benchmarks.LoaderSpeed", options.photos]
        command += [f"train.num_workers={options.workers}", f"train.batch_size_per_gpu={BATCH}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def images_a_second(self, batches):
        print(batches, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", help="a folder")
    parser.add_argument("--reference", required=True, help="a checkout of facebookresearch/dinov2")
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--batches", type=int, default=15, help="batches of a round")
    options = parser.parse_args()
    ours, torchs = Ours(options), Torch(options)
    ours.images_a_second(40)  # Java compiles while it runs
    torchs.images_a_second(5)
    ratios = []
    print(f"{'dino4j':>10} {'torch':>10} {'ratio':>7}   images/s, {options.workers} workers")
    for _ in range(options.rounds):
        mine, theirs = ours.images_a_second(options.batches), torchs.images_a_second(options.batches)
        ratios.append(mine / theirs)
        print(f"{mine:10.1f} {theirs:10.1f} {mine / theirs:7.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
