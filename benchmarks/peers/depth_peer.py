"""The depth head that DepthTrainingSpeed trains, by the reference's recipe in PyTorch on the same frozen features.

The head is written here as the reference computes it: patch and CLS side by side, four times the resolution, then the
1x1 convolution; or DPT. Prints one JSON.
"""

import argparse
import json
import math
import time

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

EPS = 1e-3
SMALLEST, LARGEST = 1e-3, 1.0


class Linear(nn.Module):
    def __init__(self, weights):
        super().__init__()
        bins, inputs = weights["conv_depth.weight"].shape[:2]
        self.conv_depth = nn.Conv2d(inputs, bins, 1)
        self.register_buffer("bins", torch.linspace(SMALLEST, LARGEST, bins), persistent=False)

    def forward(self, layers):
        maps = [torch.cat((p, c[:, :, None, None].expand_as(p)), 1) for p, c in layers]
        size = [4 * side for side in maps[0].shape[2:]]
        x = torch.cat([F.interpolate(m, size=size, mode="bilinear", align_corners=False) for m in maps], 1)
        logits = torch.relu(self.conv_depth(x)) + 0.1
        return torch.einsum("ikmn,k->imn", logits / logits.sum(1, keepdim=True), self.bins).unsqueeze(1)


class Unit(nn.Module):
    def __init__(self, channels):
        super().__init__()
        for name in ("conv1", "conv2"):
            block = nn.Module()
            block.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
            setattr(self, name, block)

    def forward(self, x):
        return self.conv2.conv(torch.relu(self.conv1.conv(torch.relu(x)))) + x


def wrapped(conv):
    block = nn.Module()
    block.conv = conv
    return block


class Dpt(nn.Module):
    def __init__(self, weights):
        super().__init__()
        stages = [weights[f"reassemble_blocks.projects.{i}.conv.weight"].shape[0] for i in range(4)]
        dim = weights["reassemble_blocks.projects.0.conv.weight"].shape[1]
        channels = weights["project.conv.weight"].shape[0]
        blocks = self.reassemble_blocks = nn.Module()
        blocks.projects = nn.ModuleList(wrapped(nn.Conv2d(dim, s, 1)) for s in stages)
        blocks.resize_layers = nn.ModuleList(
            [
                nn.ConvTranspose2d(stages[0], stages[0], 4, 4),
                nn.ConvTranspose2d(stages[1], stages[1], 2, 2),
                nn.Identity(),
                nn.Conv2d(stages[3], stages[3], 3, 2, 1),
            ]
        )
        blocks.readout_projects = nn.ModuleList(nn.Sequential(nn.Linear(2 * dim, dim), nn.GELU()) for _ in stages)
        self.convs = nn.ModuleList(wrapped(nn.Conv2d(s, channels, 3, padding=1, bias=False)) for s in stages)
        self.fusion_blocks = nn.ModuleList()
        for i in range(4):
            block = nn.Module()
            block.project = wrapped(nn.Conv2d(channels, channels, 1))
            if i:
                block.res_conv_unit1 = Unit(channels)
            block.res_conv_unit2 = Unit(channels)
            self.fusion_blocks.append(block)
        self.project = wrapped(nn.Conv2d(channels, channels, 3, padding=1))
        self.conv_depth = nn.Module()
        self.conv_depth.head = nn.Sequential(
            nn.Conv2d(channels, channels // 2, 3, padding=1),
            nn.UpsamplingBilinear2d(scale_factor=2),
            nn.Conv2d(channels // 2, 32, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 1, 1),
        )

    def stage(self, i, patches, cls):
        blocks = self.reassemble_blocks
        tokens = patches.flatten(2).permute(0, 2, 1)
        read = blocks.readout_projects[i](torch.cat((tokens, cls.unsqueeze(1).expand_as(tokens)), -1))
        x = read.permute(0, 2, 1).reshape(patches.shape)
        return self.convs[i].conv(blocks.resize_layers[i](blocks.projects[i].conv(x)))

    def forward(self, layers):
        stages = [self.stage(i, *layer) for i, layer in enumerate(layers)]
        x = stages[-1]
        for i, block in enumerate(self.fusion_blocks):
            if i:
                other = stages[-1 - i]
                if other.shape != x.shape:
                    other = F.interpolate(other, size=x.shape[2:], mode="bilinear", align_corners=False)
                x = x + block.res_conv_unit1(other)
            x = block.res_conv_unit2(x)
            x = block.project.conv(F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True))
        return torch.relu(self.conv_depth.head(torch.relu(self.project.conv(x)))) + SMALLEST


def layers(tensors, split, rows):
    found = []
    while f"{split}.cls.{len(found)}" in tensors:
        i = len(found)
        found.append((tensors[f"{split}.patches.{i}"][rows].permute(0, 3, 1, 2), tensors[f"{split}.cls.{i}"][rows]))
    return found


def sig_loss(prediction, truth, warm_up):
    valid = (truth > 0) & (truth <= LARGEST)
    g = torch.log(prediction[valid] + EPS) - torch.log(truth[valid] + EPS)
    mean = 0.15 * g.mean() ** 2
    return torch.sqrt(mean if warm_up else g.var() + mean)


def rate(options, t):
    falling = options.rate * (1e-8 + (1 - 1e-8) * (1 + math.cos(math.pi * t / options.iterations)) / 2)
    return falling if t >= options.warmup else falling * (1 - (1 - t / options.warmup) * (1 - 1e-3))


def train(options, head, tensors):
    optimizer = torch.optim.AdamW(head.parameters(), lr=options.rate, weight_decay=0.01)
    truths, order, loss = tensors["train.depth"], [], None
    for t in range(options.iterations):
        while len(order) < options.batch:
            order += torch.randperm(len(truths)).tolist()
        rows, order = order[: options.batch], order[options.batch :]
        truth = truths[rows].unsqueeze(1)
        prediction = F.interpolate(head(layers(tensors, "train", rows)), size=truth.shape[2:], mode="bilinear")
        loss = sig_loss(prediction, truth, t < 100)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(head.parameters(), 35)
        optimizer.param_groups[0]["lr"] = rate(options, t)
        optimizer.step()
    return loss.item()


@torch.no_grad()
def abs_rel(head, tensors):
    figures = []
    for row, truth in enumerate(tensors["test.depth"]):
        depth = head(layers(tensors, "test", [row])).clamp(SMALLEST, LARGEST)
        depth = F.interpolate(depth, size=truth.shape, mode="bilinear")[0, 0].double()
        valid = truth > SMALLEST
        p, t = depth[valid], truth[valid].double()
        scale = ((p - p.mean()) * (t - t.mean())).sum() / ((p - p.mean()) ** 2).sum()
        aligned = (t.mean() + scale * (p - p.mean())).clamp(SMALLEST, LARGEST)
        figures.append(((aligned - t).abs() / t).mean().item())
    return sum(figures) / len(figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="what DepthTrainingSpeed wrote")
    parser.add_argument("--iterations", type=int, required=True)
    parser.add_argument("--warmup", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    options = parser.parse_args()
    torch.manual_seed(0)
    tensors = load_file(options.file)
    weights = {name[5:]: tensors.pop(name) for name in list(tensors) if name.startswith("head.")}
    head = (Dpt if "project.conv.weight" in weights else Linear)(weights)
    head.load_state_dict(weights)
    start = time.perf_counter()
    loss = train(options, head, tensors)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "abs_rel": abs_rel(head, tensors), "loss": loss}))


if __name__ == "__main__":
    main()
