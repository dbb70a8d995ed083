"""Twelve steps of the segmentation recipe on tiny features: batch norm, 1x1 convolution, AdamW, warm-up and decay."""

import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

import fixture
import recipe

IGNORED = 255
STEPS, WARMUP, RATE, DECAY = 12, 4, 1e-2, 1e-2


class Head(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.bn = nn.BatchNorm2d(dim)
        self.conv_seg = nn.Conv2d(dim, classes, kernel_size=1)

    def forward(self, x):
        return self.conv_seg(self.bn(x))


def rate(step):
    """mmcv's poly policy of power 1 with a linear warm-up."""
    falling = RATE * (1 - step / STEPS)
    if step >= WARMUP:
        return falling
    return falling * (1 - (1 - step / WARMUP) * (1 - 1e-6))


def loss_of(logits, masks):
    """The mean over all pixels, ignored ones included, as mmseg averages."""
    resized = F.interpolate(logits, masks.shape[1:], mode="bilinear", align_corners=False)
    return F.cross_entropy(resized, masks, reduction="none", ignore_index=IGNORED).mean()


def training():
    dim, classes = 8, 4
    features = recipe.draw_image((4, dim, 3, 5), 1300) + 0.5
    generator = torch.Generator().manual_seed(1301)
    masks = torch.randint(0, classes, (4, 11, 17), generator=generator)
    masks[torch.rand(masks.shape, generator=generator) < 0.2] = IGNORED
    head = Head(dim, classes)
    tensors = {"features": features, "masks": masks}
    tensors.update({f"initial/decode_head.{k}": v for k, v in recipe.fill(head, 1302).items()})
    head.bn.running_mean.zero_()
    head.bn.running_var.fill_(1)
    tensors["initial/decode_head.bn.running_mean"] = head.bn.running_mean.clone()
    tensors["initial/decode_head.bn.running_var"] = head.bn.running_var.clone()
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    losses = []
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = rate(step)
        chosen = [step % 4, (step + 1) % 4]
        loss = loss_of(head(features[chosen]), masks[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    tensors["losses"] = torch.tensor(losses)
    for name, tensor in head.state_dict().items():
        if tensor.dtype == torch.float32:
            tensors[f"final/decode_head.{name}"] = tensor.clone()
    return tensors


def main():
    options = fixture.arguments(__doc__).parse_args()
    fixture.use_reference(options.reference)
    folder = pathlib.Path(options.output) / "eval"
    fixture.save_tensors(
        folder / "segmentation_training.safetensors", training(), seed=1300, tolerance="abs 1e-5"
    )


if __name__ == "__main__":
    main()
