"""What Pillow makes of odd files: size, channel means and means of 8 x 8 blocks.

python formats.py FOLDER > formats.json. The files themselves are not kept in the repository.
"""

import json
import pathlib
import sys

import numpy as np
from PIL import Image


def fingerprint(path):
    try:
        pixels = np.array(Image.open(path).convert("RGB")).astype(np.float64)
    except Exception:
        return {"refused": True}
    height, width, _ = pixels.shape
    blocks = [
        pixels[height * y // 8 : height * (y + 1) // 8, width * x // 8 : width * (x + 1) // 8].mean(axis=(0, 1))
        for y in range(8)
        for x in range(8)
    ]
    return {
        "width": width,
        "height": height,
        "means": np.round(pixels.mean(axis=(0, 1)), 3).tolist(),
        "blocks": np.round(np.concatenate(blocks), 3).tolist(),
    }


folder = pathlib.Path(sys.argv[1])
files = sorted(path for path in folder.rglob("*") if path.is_file())
rows = (f'"{path.relative_to(folder).as_posix()}": {json.dumps(fingerprint(path))}' for path in files)
print("{\n" + ",\n".join(rows) + "\n}")
