"""Seconds an iteration of training a linear segmentation head: ours beside the same recipe in PyTorch, alternating.

Both train on the same cached features, from the same kind of start, for as many iterations, and are scored on the
same test images. Batch norm, 1x1 convolution, logits resized to the masks, cross-entropy over all pixels, AdamW.
"""
import argparse
import pathlib
import statistics
import tempfile
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file

from contender import Contender

BATCH = 16
RATE, DECAY = 1e-3, 1e-4


def masks_of(folder):
    return [torch.from_numpy(np.array(Image.open(file)).astype(np.int64)) for file in sorted(folder.glob("*.png"))]


class Torch:
    def __init__(self, options, folder):
        data = pathlib.Path(options.data)
        self.train = load_file(folder / "train.safetensors")["features"].permute(0, 3, 1, 2).contiguous()
        self.test = load_file(folder / "test.safetensors")["features"].permute(0, 3, 1, 2).contiguous()
        self.masks = torch.stack(masks_of(data / "train-masks"))
        self.truth = masks_of(data / "test-masks")
        self.classes, self.iterations = options.classes, options.iterations
        self.warmup = max(1, round(1500 * options.iterations / 40000))
        torch.manual_seed(0)
        self.head = torch.nn.Sequential(
            torch.nn.BatchNorm2d(self.train.shape[1]), torch.nn.Conv2d(self.train.shape[1], self.classes, 1)
        )
        torch.nn.init.normal_(self.head[1].weight, std=0.01)
        torch.nn.init.zeros_(self.head[1].bias)
        self.optimizer = torch.optim.AdamW(self.head.parameters(), lr=RATE, weight_decay=DECAY, fused=True)
        self.step, self.order = 0, []

    def batch(self):
        while len(self.order) < BATCH:
            self.order += torch.randperm(len(self.train)).tolist()
        chosen, self.order = self.order[:BATCH], self.order[BATCH:]
        return self.train[chosen], self.masks[chosen]

    def rate(self):
        falling = RATE * (1 - self.step / self.iterations)
        return falling if self.step >= self.warmup else falling * (1 - (1 - self.step / self.warmup) * (1 - 1e-6))

    def seconds(self, iterations):
        start = time.perf_counter()
        for _ in range(iterations):
            features, masks = self.batch()
            logits = F.interpolate(self.head(features), masks.shape[1:], mode="bilinear", align_corners=False)
            loss = F.cross_entropy(logits, masks, ignore_index=self.classes, reduction="sum") / masks.numel()
            self.optimizer.param_groups[0]["lr"] = self.rate()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            self.step += 1
        return time.perf_counter() - start

    @torch.no_grad()
    def score(self):
        self.head.eval()
        confusion = np.zeros((self.classes, self.classes), dtype=np.int64)
        for features, truth in zip(self.test, self.truth):
            logits = F.interpolate(self.head(features[None]), truth.shape, mode="bilinear", align_corners=False)
            kept = truth != self.classes
            pairs = truth[kept] * self.classes + logits[0].argmax(0)[kept]
            confusion += np.bincount(pairs.numpy(), minlength=self.classes**2).reshape(confusion.shape)
        hit = np.diag(confusion)
        union = confusion.sum(0) + confusion.sum(1) - hit
        return (hit[union > 0] / union[union > 0]).mean(), hit.sum() / confusion.sum()


def ours(options, folder):
    command = [options.java, "-cp", options.classpath, "--enable-native-access=ALL-UNNAMED"]
    command += ["--sun-misc-unsafe-memory-access=allow", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"]
    command += ["io.github.dino4j.benchmarks.SegmentationSpeed", options.data, str(options.classes)]
    command += [options.model, str(options.side), str(options.iterations), str(folder)]
    contender = Contender("dino4j", command)
    contender.answer()  # it has its features
    return contender


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="a folder with train, train-masks, test, test-masks; the last class is ignored")
    parser.add_argument("--classes", type=int, default=11)
    parser.add_argument("--model", default="demo")
    parser.add_argument("--side", type=int, default=252, help="short side at which the model sees the images")
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--pictures", help="a folder for the worst, a middling and the best image")
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(options.pictures or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        mine = ours(options, folder)
        torchs = Torch(options, folder)
        part = options.iterations // options.rounds
        ratios = []
        print(f"{'dino4j':>10} {'torch':>10} {'ratio':>7}   ms an iteration, batches of {BATCH}")
        for round_number in range(options.rounds):
            seconds, theirs = float(mine.ask(part)), torchs.seconds(part)
            warm = " (Java compiles)" if round_number == 0 else ""
            ratios += [theirs / seconds] if round_number else []
            print(f"{1e3 * seconds / part:10.1f} {1e3 * theirs / part:10.1f} {theirs / seconds:7.2f}{warm}", flush=True)
        print(f"median ratio {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")
        mean, overall = torchs.score()
        print(f"torch:  mIoU {mean:.4f}, aAcc {overall:.4f}")
        print(f"dino4j: mIoU, interval, aAcc, IoU by class: {mine.ask('score')}")
        print(f"dense k-NN: {mine.ask('neighbours')}")
        if options.pictures:
            print(mine.ask("draw"))


if __name__ == "__main__":
    main()
