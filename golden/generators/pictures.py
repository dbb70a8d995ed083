"""Pictures of 37 x 29 pixels in every format and mode that the decoder reads, and what Pillow makes of them.

python pictures.py PORTRAIT FOLDER writes pictures.zip (the files), pictures.json (size and SHA-256 of Pillow's RGB
bytes, or that it refuses the file) and damaged.json (the same after cuts and flipped bits, which the test applies
itself). PORTRAIT is golden/image/portrait.png.
"""

import hashlib
import io
import json
import pathlib
import random
import struct
import sys
import warnings
import zipfile
import zlib

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 37, 29
SIGNATURE = b"\x89PNG\r\n\x1a\n"
pictures = {}
random_bytes = np.random.default_rng(3)


def save(name, image, file_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    pictures[name] = buffer.getvalue()


def modes(photo):
    alpha = photo.copy()
    alpha.putalpha(Image.linear_gradient("L").resize(photo.size))
    gray = photo.convert("L")
    wide = np.array(gray).astype(np.uint16)
    return {
        "rgb": photo,
        "gray": gray,
        "rgba": alpha,
        "la": alpha.convert("LA"),
        "p16": photo.quantize(16),
        "p200": photo.quantize(200),
        "one": photo.convert("1"),
        "cmyk": photo.convert("CMYK"),
        "gray16": Image.fromarray(wide * 257),
        "gray9": Image.fromarray(wide * 2),
        "int32": gray.convert("I"),
        "float": gray.convert("F"),
    }


def by_pillow(photo):
    images = modes(photo)
    for mode in ("rgb", "gray", "rgba", "la", "p16", "p200", "one", "gray16", "gray9"):
        save(f"{mode}.png", images[mode], "PNG")
    for mode in ("rgb", "gray", "rgba", "p16", "p200", "one"):
        save(f"{mode}.bmp", images[mode], "BMP")
        save(f"{mode}.webp", images[mode], "WEBP", quality=80)
    for mode in ("rgb", "rgba"):
        save(f"{mode}_lossless.webp", images[mode], "WEBP", lossless=True, exact=True)
    for mode in ("rgb", "gray", "rgba", "p16", "p200", "one"):
        save(f"{mode}.gif", images[mode], "GIF")
    for mode in ("rgb", "gray", "one", "gray16"):
        save(f"{mode}.ppm", images[mode], "PPM")
    for mode in ("rgb", "gray", "cmyk"):
        for quality, subsampling, progressive in ((30, 2, 0), (30, 0, 1), (75, 2, 1), (75, 1, 0), (95, 0, 0)):
            kind = "progressive" if progressive else "plain"
            name = f"{mode}_{quality}_{subsampling}_{kind}.jpg"
            save(name, images[mode], "JPEG", quality=quality, subsampling=subsampling, progressive=bool(progressive))
    save("rgb_channels.jpg", photo, "JPEG", quality=90, keep_rgb=True)
    save("restarts.jpg", photo, "JPEG", quality=90, restart_marker_blocks=2)
    for mode in ("rgb", "gray", "rgba", "la", "p16", "p200", "one", "cmyk", "gray16", "gray9", "int32", "float"):
        for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits"):
            save(f"{mode}_{compression}.tif", images[mode], "TIFF", compression=compression)
    save("rgb_jpeg.tif", photo, "TIFF", compression="jpeg")
    save("predicted.tif", photo, "TIFF", compression="tiff_lzw", tiffinfo={317: 2})
    for compression in ("group3", "group4", "tiff_ccitt"):
        save(f"one_{compression}.tif", images["one"], "TIFF", compression=compression)
    for value in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = value
        save(f"oriented_{value}.tif", photo, "TIFF", exif=exif)
        save(f"oriented_{value}.jpg", photo, "JPEG", exif=exif, quality=92)
        save(f"oriented_{value}.png", photo, "PNG", exif=exif)
        save(f"oriented_{value}.webp", photo, "WEBP", exif=exif, quality=92)
    mirrored = ImageOps.mirror(photo)
    save("animated.gif", images["p16"], "GIF", save_all=True, append_images=[mirrored.quantize(16)])
    save("animated.webp", photo, "WEBP", save_all=True, append_images=[mirrored])
    save("animated_alpha.webp", images["rgba"], "WEBP", save_all=True, append_images=[mirrored.convert("RGBA")])
    save("animated.png", photo, "PNG", save_all=True, append_images=[mirrored])
    save("transparent.png", images["p16"], "PNG", transparency=2)
    save("transparent_rgb.png", photo, "PNG", transparency=(0, 0, 0))
    save("four_bits.png", images["p16"], "PNG", optimize=True, bits=4)
    save("transparent.gif", images["p16"], "GIF", transparency=3)
    save("not_interlaced.gif", images["p200"], "GIF", interlace=0)
    gifs_beside_their_canvas(images["p16"].crop((0, 0, 20, 15)))


def gifs_beside_their_canvas(picture):
    save("part.gif", picture, "GIF")
    save("part_transparent.gif", picture, "GIF", transparency=4)
    small = bytearray(pictures["part.gif"])
    for name in ("part.gif", "part_transparent.gif"):
        data = bytearray(pictures[name])
        data[6:10] = struct.pack("<HH", WIDTH, HEIGHT)
        pictures[name] = bytes(data)
    moved = bytearray(pictures["part.gif"])
    at = moved.index(b",", 13 + 48)
    moved[at + 1 : at + 5] = struct.pack("<HH", 5, 7)
    pictures["part_moved.gif"] = bytes(moved)
    small[6:10] = struct.pack("<HH", 8, 8)
    pictures["larger_than_canvas.gif"] = bytes(small)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(row, depth):
    if depth == 16:
        return row.astype(">u2").tobytes()
    bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(-1).astype(np.uint8)
    return np.packbits(bits).tobytes()


def filtered(rows, step):
    """Each row with a filter drawn at random."""
    result, above = b"", None
    for row in rows:
        row = np.frombuffer(row, np.uint8).astype(int)
        up = np.zeros_like(row) if above is None else above
        left = np.concatenate([np.zeros(step, int), row])[: len(row)]
        corner = np.concatenate([np.zeros(step, int), up])[: len(row)]
        to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
        nearest = np.where(to_up <= to_corner, up, corner)
        paeth = np.where((to_left <= to_up) & (to_left <= to_corner), left, nearest)
        kind = random_bytes.integers(0, 5)
        guess = [0, left, up, (left + up) // 2, paeth][kind]
        result += bytes([kind]) + ((row - guess) & 255).astype(np.uint8).tobytes()
        above = row
    return result


def png(width, height, depth, colour, interlaced):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    largest = 600 if (depth, colour) == (16, 0) else 1 << depth
    samples = random_bytes.integers(0, largest, (height, width, channels))
    adam7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    raw = b""
    for left, top, across, down in adam7 if interlaced else ((0, 0, 1, 1),):
        part = samples[top::down, left::across]
        if part.size:
            rows = [packed(row.reshape(-1), depth) for row in part]
            raw += filtered(rows, max(1, channels * depth // 8))
    data = zlib.compress(raw)
    cut = len(data) // 3
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    palette = b""
    if colour == 3:
        size = 100 if depth == 8 else 1 << depth
        palette = chunk(b"PLTE", random_bytes.integers(0, 256, size * 3).astype(np.uint8).tobytes())
    return SIGNATURE + b"".join(
        [chunk(b"IHDR", header), palette, chunk(b"IDAT", data[:cut]), chunk(b"IDAT", data[cut:]), chunk(b"IEND", b"")]
    )


def pngs():
    for colour, depths in ((0, (1, 2, 4, 8, 16)), (2, (8, 16)), (3, (1, 2, 4, 8)), (4, (8, 16)), (6, (8, 16))):
        for depth in depths:
            for interlaced in (0, 1):
                for width, height in ((WIDTH, HEIGHT), (3, 2), (1, 1)):
                    name = f"png_{colour}_{depth}_{interlaced}_{width}x{height}.png"
                    pictures[name] = png(width, height, depth, colour, interlaced)


def pnm(magic, largest, data):
    maximum = b"%d\n" % largest if largest else b""
    return b"%s\n# a comment\n%d %d\n" % (magic, WIDTH, HEIGHT) + maximum + data


def pnms(photo):
    colours = np.array(photo).astype(int)
    grays = np.array(photo.convert("L")).astype(int)
    pictures["plain_100.ppm"] = pnm(b"P3", 100, " ".join(map(str, colours.reshape(-1) * 100 // 255)).encode())
    lines = "\n".join(" ".join(map(str, row)) for row in grays).encode()
    pictures["plain.pgm"] = pnm(b"P2", 255, lines)
    pictures["plain_1000.pgm"] = pnm(b"P2", 1000, lines)
    bits = "\n".join("".join(str(int(v > 99)) for v in row) for row in grays).encode()
    pictures["plain.pbm"] = pnm(b"P1", 0, bits)
    for largest in (1, 7, 100, 254, 1000, 65535):
        kind = ">u2" if largest > 255 else np.uint8
        pictures[f"raw_{largest}.pgm"] = pnm(b"P5", largest, (grays * largest // 255).astype(kind).tobytes())
        pictures[f"raw_{largest}.ppm"] = pnm(b"P6", largest, (colours * largest // 255).astype(kind).tobytes())


def bmp(bits, rows, compression=0, palette=b"", masks=b"", top_down=False, colours=0):
    size = 40 if len(masks) < 16 else 108
    height = -HEIGHT if top_down else HEIGHT
    info = struct.pack("<IiiHHIIiiII", size, WIDTH, height, 1, bits, compression, len(rows), 0, 0, colours, 0)
    info = (info + masks).ljust(size, b"\0")
    data = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", data + len(rows), 0, 0, data) + info + palette + rows


def rows_of(count):
    rows = [random_bytes.integers(0, 256, count).astype(np.uint8).tobytes() for _ in range(HEIGHT)]
    return b"".join(row + b"\0" * (-len(row) % 4) for row in rows)


def run_length():
    data = b""
    for _ in range(HEIGHT):
        x = 0
        while x < WIDTH:
            count = int(min(WIDTH - x, random_bytes.integers(1, 9)))
            if count > 2 and random_bytes.integers(0, 2):
                literal = random_bytes.integers(0, 256, count).astype(np.uint8).tobytes()
                data += bytes([0, count]) + literal + b"\0" * (count % 2)
            else:
                data += bytes([count, random_bytes.integers(0, 256)])
            x += count
        data += b"\0\0"
    return data + b"\0\1"


def bmps():
    palette4, palette8 = (random_bytes.integers(0, 256, n).astype(np.uint8).tobytes() for n in (64, 1024))
    words, longs = rows_of(2 * WIDTH), rows_of(4 * WIDTH)
    pictures["16.bmp"] = bmp(16, words)
    pictures["16_565.bmp"] = bmp(16, words, 3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F))
    pictures["16_555.bmp"] = bmp(16, words, 3, masks=struct.pack("<III", 0x7C00, 0x3E0, 0x1F))
    pictures["32.bmp"] = bmp(32, longs)
    pictures["32_top_down.bmp"] = bmp(32, longs, top_down=True)
    red, green, blue, low = 0xFF0000, 0xFF00, 0xFF, 0xFF000000
    for i, masks in enumerate(
        ((red, green, blue, 0), (low, red, green, 0), (low, green, blue, 0), (low, red, green, blue))
        + ((blue, green, red, low), (red, green, blue, low), (low, green, blue, red), (0, 0, 0, 0))
    ):
        pictures[f"32_masks_{i}.bmp"] = bmp(32, longs, 3, masks=struct.pack("<IIII", *masks))
    pictures["4.bmp"] = bmp(4, rows_of(19), palette=palette4)
    pictures["8.bmp"] = bmp(8, rows_of(WIDTH), palette=palette8)
    pictures["1.bmp"] = bmp(1, rows_of(5), palette=palette8[:8])
    pictures["8_short_palette.bmp"] = bmp(8, rows_of(WIDTH), palette=palette8[:400], colours=100)
    pictures["rle8.bmp"] = bmp(8, run_length(), 1, palette=palette8)
    pictures["rle8_short.bmp"] = bmp(8, b"\x05\x07\0\x02\x03\x04\x06\x09\0\0\x10\x20\0\x01", 1, palette=palette8)
    row = bytes([20, 0x3A, 0, 5, 0x12, 0x34, 0x50, 0, 12, 0x71, 0, 0])
    pictures["rle4.bmp"] = bmp(4, row * HEIGHT + b"\0\1", 2, palette=palette4)
    core = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, 4) + palette4[:48]
    pictures["core.bmp"] = b"BM" + struct.pack("<IHHI", 0, 0, 0, 26 + 48) + core + rows_of(19)


def verdict(data):
    try:
        image = Image.open(io.BytesIO(data)).convert("RGB")
    except Exception:
        return {"refused": True}
    return {"width": image.width, "height": image.height, "sha256": hashlib.sha256(image.tobytes()).hexdigest()}


DAMAGED = """rgb_75_2_progressive.jpg rgb_30_2_plain.jpg restarts.jpg gray_75_1_plain.jpg rgb.png p16.png
    png_6_8_1_37x29.png rgb.webp rgba.webp rgba_lossless.webp rgb_None.tif rgb_tiff_lzw.tif p16.gif
    rgb.bmp rle8.bmp plain_100.ppm raw_7.ppm raw_1000.pgm"""


def damaged():
    """Cuts and flipped bits. Not for fax codes and JPEG in TIFF, where decoders mend damage each in their own way."""
    random.seed(5)
    cases = []
    for name in DAMAGED.split():
        data = pictures[name]
        # The last code of a GIF ends after its last pixel: there a cut may leave a whole picture.
        cuts = [5, 30, *(len(data) * i // 8 for i in range(1, 8)), *(() if "gif" in name else (len(data) - 2,))]
        for cut in cuts:
            cases.append({"of": name, "cut": cut, **verdict(data[:cut])})
        for i in range(12):
            start = 0 if i % 2 else len(data) // 3
            flips = [random.randrange(start * 8, len(data) * 8) for _ in range(random.choice((1, 1, 2, 8)))]
            changed = bytearray(data)
            for bit in flips:
                changed[bit // 8] ^= 1 << bit % 8
            cases.append({"of": name, "flips": flips, **verdict(bytes(changed))})
    return cases


def main():
    warnings.simplefilter("ignore")
    portrait = Image.open(sys.argv[1]).convert("RGB")
    photo = portrait.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    by_pillow(photo)
    pngs()
    pnms(photo)
    bmps()
    folder = pathlib.Path(sys.argv[2])
    with zipfile.ZipFile(folder / "pictures.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(pictures.items()):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    results = {name: verdict(data) for name, data in sorted(pictures.items())}
    (folder / "pictures.json").write_text(json.dumps(results, indent=1) + "\n")
    lines = ",\n".join(json.dumps(case) for case in damaged())
    (folder / "damaged.json").write_text(f"[\n{lines}\n]\n")
    print(f"Pillow {Image.__version__}: {len(pictures)} pictures")


if __name__ == "__main__":
    main()
