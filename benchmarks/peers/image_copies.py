"""Copies of images as they come about: encoded again, cropped, resized, recoloured, mirrored, with a text."""

import numpy
from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

QUALITY = 92  # of all copies but those that are about it


def crop(image, random):
    width, height = image.size
    w, h = (round(side * random.uniform(0.75, 0.95)) for side in image.size)
    left, top = random.integers(0, width - w + 1), random.integers(0, height - h + 1)
    return image.crop((left, top, left + w, top + h))


def resize(image, random):
    scale = random.uniform(0.4, 0.9)
    return image.resize([max(16, round(side * scale)) for side in image.size], Image.Resampling.BICUBIC)


def recolour(image, random):
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = enhance(image).enhance(random.uniform(0.7, 1.3))
    tint = random.uniform(0.9, 1.1, 3)
    return Image.fromarray((numpy.asarray(image) * tint).clip(0, 255).astype("u1"))


def text(image, random):
    image = image.copy()
    height = max(8, image.height // 8)
    place = random.uniform(0, 0.4) * image.width, random.uniform(0, 0.85) * image.height
    font = ImageFont.load_default(height)
    ImageDraw.Draw(image).text(place, "SAMPLE 1", "white", font, stroke_width=max(1, height // 12), stroke_fill="black")
    return image


KINDS = {
    "re-encoded": lambda image, random: image,
    "cropped": crop,
    "resized": resize,
    "recoloured": recolour,
    "mirrored": lambda image, random: ImageOps.mirror(image),
    "with text": text,
}


def write(source, target, kind, random):
    """A copy of a file, drawn by the kind."""
    with Image.open(source) as image:
        copy = KINDS[kind](image.convert("RGB"), random)
    quality = int(random.integers(20, 76)) if kind == "re-encoded" else QUALITY
    copy.save(target, "JPEG", quality=quality)
