"""Pillow and torchvision image steps of the reference: evaluation transform, crops, colours, orientation."""

import io
import pathlib

import numpy as np
import torch
import torchvision
from PIL import Image, ImageFilter, ImageOps
from torchvision.transforms import ColorJitter, RandomResizedCrop
from torchvision.transforms import functional as F
from torchvision.transforms.functional import InterpolationMode

import fixture

BICUBIC = InterpolationMode.BICUBIC
PHOTOS = ("landscape", "portrait", "small")
BOXES = {
    "global": ((10, 31, 157, 141), 98),
    "local": ((77, 5, 60, 83), 42),
    "upscaled": ((3, 2, 40, 33), 98),
    "whole": ((0, 0, 267, 201), 98),
}
FACTORS = {
    "brightness": (0.6, 1.4),
    "contrast": (0.6, 1.4),
    "saturation": (0.8, 1.2),
    "hue": (-0.1, -0.03, 0.07, 0.1),
}
SIGMAS = (0.1, 0.5, 1.0, 2.0)


def pixels(image):
    """Height x width x channels (or height x width), uint8."""
    return torch.from_numpy(np.array(image))


def read_photos(folder):
    return {label: Image.open(folder / f"{label}.png").convert("RGB") for label in PHOTOS}


def evaluation(photos):
    from dinov2.data.transforms import make_classification_eval_transform

    transform = make_classification_eval_transform()
    tensors = {}
    for label, photo in photos.items():
        resized = F.resize(photo, 256, BICUBIC)
        crop = F.center_crop(resized, 224)
        tensors[f"{label}/resized_size_height_width"] = torch.tensor([resized.height, resized.width])
        tensors[f"{label}/crop"] = pixels(crop)
        normalized = transform(photo)
        assert torch.equal(normalized, transform.transforms[-1](F.to_tensor(crop)))
        tensors[f"{label}/normalized_rows_0_and_100"] = normalized[:, [0, 100]]
    for height, width in ((56, 98), (101, 77)):
        tensors[f"portrait/resize_to_{height}x{width}"] = pixels(
            F.resize(photos["portrait"], [height, width], BICUBIC)
        )
    tensors["small/center_crop_larger_than_image"] = pixels(F.center_crop(photos["small"], [112, 112]))
    return tensors


def geometry_and_colour(photo):
    """On the portrait photo; the colour steps start from the 98-pixel crop named crop/global."""
    tensors = {}
    for label, (box, size) in BOXES.items():
        tensors[f"crop/{label}"] = pixels(
            F.resized_crop(photo, *box, size=[size, size], interpolation=BICUBIC)
        )
    base = Image.fromarray(tensors["crop/global"].numpy())
    tensors["hflip"] = pixels(F.hflip(base))
    for name, factors in FACTORS.items():
        for factor in factors:
            tensors[f"{name}/{factor}"] = pixels(getattr(F, f"adjust_{name}")(base, factor))
    jittered = base
    for name, factor in (("contrast", 1.3), ("hue", 0.05), ("brightness", 0.7), ("saturation", 1.15)):
        jittered = getattr(F, f"adjust_{name}")(jittered, factor)
    tensors["chain/contrast_1.3_hue_0.05_brightness_0.7_saturation_1.15"] = pixels(jittered)
    tensors["grayscale"] = pixels(F.rgb_to_grayscale(base, num_output_channels=3))
    tensors["solarize/128"] = pixels(F.solarize(base, 128))
    for sigma in SIGMAS:
        tensors[f"blur_kernel9/{sigma}"] = pixels(F.gaussian_blur(base, [9, 9], [sigma, sigma]))
    tensors["pillow_blur_not_used_by_the_reference/1.0"] = pixels(base.filter(ImageFilter.GaussianBlur(1.0)))
    ramp = Image.fromarray(
        np.stack(
            [
                np.tile(np.arange(256, dtype=np.uint8), (3, 1)),
                np.full((3, 256), 90, np.uint8),
                np.tile(np.arange(255, -1, -1, dtype=np.uint8), (3, 1)),
            ],
            axis=-1,
        )
    )
    tensors["ramp"] = pixels(ramp)
    tensors["ramp/hue_0.1"] = pixels(F.adjust_hue(ramp, 0.1))
    tensors["ramp/saturation_1.2"] = pixels(F.adjust_saturation(ramp, 1.2))
    tensors["ramp/hsv"] = pixels(ramp.convert("HSV"))
    tensors["ramp/gray"] = pixels(ramp.convert("L"))
    return tensors


def random_parameters():
    """Boxes and jitter factors that torchvision draws from torch's generator after manual_seed."""
    result = {"crops": [], "jitter": []}
    for height, width in ((267, 201), (213, 300), (40, 400)):
        image = torch.zeros(3, height, width)
        for name, scale in (("global", [0.32, 1.0]), ("local", [0.05, 0.32])):
            torch.manual_seed(1000)
            boxes = [RandomResizedCrop.get_params(image, scale, [3 / 4, 4 / 3]) for _ in range(12)]
            result["crops"].append(
                {
                    "height": height,
                    "width": width,
                    "kind": name,
                    "scale": scale,
                    "boxes_top_left_height_width": boxes,
                }
            )
    jitter = ColorJitter(brightness=0.4, contrast=0.4, saturation=0.2, hue=0.1)
    torch.manual_seed(1001)
    for _ in range(8):
        order, *factors = ColorJitter.get_params(
            jitter.brightness, jitter.contrast, jitter.saturation, jitter.hue
        )
        result["jitter"].append({"order": order.tolist(), "brightness_contrast_saturation_hue": factors})
    return result


def augmentation(photo):
    """The whole training augmentation after torch.manual_seed, at small crop sizes."""
    from dinov2.data import DataAugmentationDINO

    augment = DataAugmentationDINO((0.32, 1.0), (0.05, 0.32), 3, global_crops_size=56, local_crops_size=42)
    tensors = {}
    for seed in (1, 2, 3):
        torch.manual_seed(seed)
        crops = augment(photo)
        for kind in ("global_crops", "local_crops"):
            for i, crop in enumerate(crops[kind]):
                tensors[f"seed{seed}/{kind}/{i}"] = to_bytes(crop)
    return tensors


def to_bytes(normalized):
    """Undoes the normalisation: the 8-bit picture, height x width x channels."""
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    values = (normalized.permute(1, 2, 0) * std + mean) * 255
    assert (values - values.round()).abs().max() < 1e-3
    return values.round().to(torch.uint8)


def orientation(photo, folder):
    """JPEG with EXIF orientation: the reference's decoder ignores it; exif_transpose obeys it."""
    tensors = {}
    small = photo.resize((40, 56), Image.Resampling.LANCZOS)
    for value in (1, 3, 6, 8):
        exif = Image.Exif()
        exif[0x0112] = value
        path = folder / f"orientation_{value}.jpg"
        small.save(path, quality=95, subsampling=0, exif=exif)
        opened = Image.open(path)
        tensors[f"orientation_{value}/reference"] = pixels(opened.convert("RGB"))
        tensors[f"orientation_{value}/exif_transpose"] = pixels(
            ImageOps.exif_transpose(opened).convert("RGB")
        )
    return tensors


def modes(photo, folder):
    """convert('RGB') of other pixel modes, as the reference's decoder does."""
    small = photo.resize((20, 28), Image.Resampling.LANCZOS)
    alpha = small.copy()
    alpha.putalpha(Image.linear_gradient("L").resize(small.size))
    gray16 = Image.fromarray(np.array(small.convert("L")).astype(np.uint16) * 257)
    pictures = {
        "gray": small.convert("L"),
        "gray_alpha": alpha.convert("LA"),
        "alpha": alpha,
        "palette": small.quantize(16),
        "one_bit": small.convert("1"),
        "gray16": gray16,
    }
    tensors = {}
    for label, picture in pictures.items():
        path = folder / f"mode_{label}.png"
        picture.save(path)
        tensors[label] = pixels(Image.open(path).convert(mode="RGB"))
    buffer = io.BytesIO()
    small.convert("CMYK").save(buffer, "JPEG", quality=95)
    (folder / "mode_cmyk.jpg").write_bytes(buffer.getvalue())
    tensors["cmyk"] = pixels(Image.open(folder / "mode_cmyk.jpg").convert(mode="RGB"))
    return tensors


def main():
    parser = fixture.arguments(__doc__)
    parser.add_argument("--photos", required=True, help="folder with landscape.png, portrait.png and small.png")
    options = parser.parse_args()
    fixture.use_reference(options.reference)
    folder = pathlib.Path(options.output) / "image"
    folder.mkdir(parents=True, exist_ok=True)
    photos = read_photos(pathlib.Path(options.photos))
    versions = dict(pillow=Image.__version__, torchvision=torchvision.__version__.split("+")[0])
    exact = "exact (Pillow rounds in fixed point); allow 1 level for a float resampler"
    fixture.save_tensors(folder / "evaluation.safetensors", evaluation(photos), **versions, tolerance=exact)
    fixture.save_tensors(
        folder / "augmentation_steps.safetensors",
        geometry_and_colour(photos["portrait"]),
        **versions,
        boxes=BOXES,
        tolerance=exact,
    )
    fixture.save_tensors(
        folder / "augmentation_seeded.safetensors",
        augmentation(photos["portrait"]),
        **versions,
        tolerance=exact,
        note="torch.manual_seed(n), then DataAugmentationDINO on portrait.png; bytes after undoing the normalisation",
    )
    fixture.save_tensors(
        folder / "orientation.safetensors",
        orientation(photos["portrait"], folder),
        **versions,
        tolerance="2 levels (JPEG decoders differ)",
    )
    fixture.save_tensors(
        folder / "modes.safetensors",
        modes(photos["portrait"], folder),
        **versions,
        tolerance="exact; cmyk 3 levels",
    )
    fixture.save_json(
        folder / "random_parameters.json",
        random_parameters(),
        **versions,
        tolerance="exact; jitter factors are fp32",
    )


if __name__ == "__main__":
    main()
