"""Do our features equal the reference's, on real photos, from a checkpoint that PyTorch wrote?

    python equivalence.py --reference CHECKOUT_OF_FACEBOOKRESEARCH_DINOV2 --photos FOLDER --work FOLDER

Draws ViT-S/14 weights by a seed, saves them with torch.save, and runs the reference pipeline (Pillow, torchvision,
the reference's model, fp32) and `./dino4j embed` (fp32 and bf16) over the same photos. Random weights make the
features of all photos alike, so the likeness between different photos is printed beside the likeness that counts,
and features are also compared after taking off the mean over photos, which no trained model needs.
"""
import argparse
import pathlib
import subprocess
import sys

import numpy as np
import torch
from PIL import Image
from torchvision import transforms

LAUNCHER = pathlib.Path(__file__).resolve().parent.parent / "dino4j"


def draw(model, seed):
    """Weights large enough that a photo leaves its mark on the features."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if name.endswith("gamma"):
                parameter.normal_(0.5, 0.1, generator=generator)
            elif "norm" in name and name.endswith("weight"):
                parameter.normal_(1, 0.1, generator=generator)
            elif "token" in name or name == "pos_embed":
                parameter.normal_(0, 0.1, generator=generator)
            elif parameter.dim() >= 2:
                parameter.normal_(0, (parameter.numel() / parameter.shape[0]) ** -0.5, generator=generator)
            else:
                parameter.normal_(0, 0.1, generator=generator)


def reference_features(model, photos, batch=16):
    evaluate = transforms.Compose(
        [
            transforms.Resize(256, interpolation=transforms.InterpolationMode.BICUBIC),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ]
    )
    rows = []
    with torch.inference_mode():
        for start in range(0, len(photos), batch):
            images = torch.stack([evaluate(Image.open(p).convert("RGB")) for p in photos[start : start + batch]])
            rows.append(model(images))
            print(f"\rreference: {start + len(images)} of {len(photos)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return torch.cat(rows).numpy()


def cosines(a, b):
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def report(name, ours, reference):
    shift = reference.mean(0)
    print(
        f"{name}: cosine min {cosines(ours, reference).min():.7f} median {np.median(cosines(ours, reference)):.7f}; "
        f"less the mean photo: min {cosines(ours - shift, reference - shift).min():.6f}; "
        f"largest difference {np.abs(ours - reference).max():.2e} of {np.abs(reference).max():.2f}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--photos", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--precision", nargs="+", default=["fp32", "bf16"], help="bf16 needs a processor with AVX-512")
    options = parser.parse_args()
    sys.path.insert(0, options.reference)
    from dinov2.hub.backbones import dinov2_vits14

    options.work.mkdir(parents=True, exist_ok=True)
    checkpoint = options.work / "vits14_drawn.pth"
    model = dinov2_vits14(pretrained=False).eval()
    draw(model, 42)
    torch.save(model.state_dict(), checkpoint)

    photos = sorted((p for p in options.photos.rglob("*.jpg")), key=str)
    photos = photos[:: max(1, len(photos) // options.limit)][: options.limit]
    listing = options.work / "photos.txt"
    listing.write_text("".join(f"{p.resolve()}\n" for p in photos))
    reference = reference_features(model, photos)
    np.save(options.work / "reference.npy", reference)
    print(f"between different photos: cosine median {np.median(cosines(reference, np.roll(reference, 1, 0))):.4f}")
    for precision in options.precision:
        out = options.work / f"{precision}.npy"
        command = [LAUNCHER, "embed", listing, "-o", out, "--model", checkpoint, "--precision", precision, "--overwrite"]
        subprocess.run([str(part) for part in command], check=True)
        report(precision, np.load(out), reference)


if __name__ == "__main__":
    main()
