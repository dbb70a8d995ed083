"""Orientation wherever files note it, with the answers of Pillow's exif_transpose.

python orientations.py FOLDER writes FOLDER/orientations.json: name -> file, width, height and RGB bytes, all in base64. Where Pillow
itself fails on a broken note the picture is expected as it is stored.
"""
import base64, io, json, struct, sys, warnings, zlib
from pathlib import Path
import numpy as np
from PIL import Image, ImageOps, PngImagePlugin

warnings.simplefilter("ignore")
PICTURE = Image.fromarray((np.arange(6 * 4 * 3).reshape(4, 6, 3) * 37 % 256).astype(np.uint8))
FORMS = {1: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q"}
files = {}


def entry(order, tag, kind, values, data_at=0):
    """An entry and what lies outside of it."""
    form = FORMS.get(kind)
    if kind in (5, 10):
        data = b"".join(struct.pack(order + ("II" if kind == 5 else "ii"), v, d) for v, d in values)
    elif kind == 2:
        data = values
    else:
        data = struct.pack(order + str(len(values)) + form, *values)
    head = struct.pack(order + "HHI", tag, kind, len(values))
    return (head + data.ljust(4, b"\0"), b"") if len(data) <= 4 else (head + struct.pack(order + "I", data_at), data)


def tiff(entries, order="<", head=None):
    """entries: (tag, type, values) or raw twelve bytes."""
    at, body, outside = 8 + 2 + 12 * len(entries) + 4, b"", b""
    for e in entries:
        twelve, data = (e, b"") if isinstance(e, bytes) else entry(order, *e, data_at=at + len(outside))
        body += twelve
        outside += data
    head = head or (b"II*\0" if order == "<" else b"MM\0*")
    return head + struct.pack(order + "IH", 8, len(entries)) + body + b"\0\0\0\0" + outside


def note(value=6, kind=3, order="<", count=1):
    return tiff([(274, kind, [value] * count)], order)


def xmp(value, element=False):
    inner = f"><tiff:Orientation>{value}</tiff:Orientation></rdf:Description>" if element else f' tiff:Orientation="{value}"/>'
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/"' + inner + "</rdf:RDF></x:xmpmeta>"
    ).encode()


# JPEG
def app1(content):
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


out = io.BytesIO()
PICTURE.save(out, "JPEG", quality=90)
JPEG = out.getvalue()


def jpeg(name, *segments):
    files["jpeg " + name] = JPEG[:2] + b"".join(app1(s) for s in segments) + JPEG[2:]


EXIF, XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
for order in "<>":
    for value in range(10):
        jpeg(f"short {order} {value}", EXIF + note(value, 3, order))
    for kind in (1, 4, 6, 7, 8, 9, 11, 12, 13, 16):
        jpeg(f"type {kind} {order}", EXIF + note(6, kind, order))
        jpeg(f"type {kind} {order} 300", EXIF + note(300 if kind not in (1, 6, 7) else 100, kind, order))
    jpeg(f"rational {order}", EXIF + tiff([(274, 5, [(6, 1)])], order))
    jpeg(f"rational {order} halves", EXIF + tiff([(274, 10, [(12, 2)])], order))
    jpeg(f"rational {order} over nothing", EXIF + tiff([(274, 5, [(6, 0)])], order))
    jpeg(f"text {order}", EXIF + tiff([(274, 2, b"6\0")], order))
    jpeg(f"two values {order}", EXIF + note(6, 3, order, 2))
    jpeg(f"three values {order}", EXIF + note(6, 3, order, 3))
    jpeg(f"two long values {order}", EXIF + note(6, 4, order, 2))
    jpeg(f"tag twice {order}", EXIF + tiff([(274, 3, [6]), (274, 3, [8])], order))
    jpeg(f"tag twice first of no type {order}", EXIF + tiff([(274, 99, b""), (274, 3, [8])][1:], order))
    jpeg(f"no type {order}", EXIF + tiff([struct.pack(order + "HHII", 274, 99, 1, 6), (274, 3, [8])], order))
    jpeg(f"no values {order}", EXIF + tiff([struct.pack(order + "HHII", 274, 3, 0, 6), (274, 3, [8])], order))
    jpeg(f"after others {order}", EXIF + tiff([(271, 2, b"Maker of it\0"), (274, 3, [8]), (282, 5, [(72, 1)])], order))
    jpeg(f"behind a tag beyond the end {order}", EXIF + tiff([struct.pack(order + "HHII", 271, 2, 9, 5000), (274, 3, [8])], order))
    jpeg(f"behind a huge tag {order}", EXIF + tiff([struct.pack(order + "HHII", 271, 2, 1 << 30, 50), (274, 3, [8])], order))
    jpeg(f"cut {order}", EXIF + note(6, 3, order)[:15])
    jpeg(f"cut behind the entry {order}", EXIF + note(6, 3, order)[:22])
jpeg("none")
jpeg("empty", EXIF)
jpeg("junk", EXIF + b"junk and more junk")
jpeg("odd head", EXIF + tiff([(274, 3, [6])], "<", b"II\0*"), )
jpeg("other odd head", EXIF + tiff([(274, 3, [6])], ">", b"MM*\0"))
jpeg("prefix twice", EXIF + EXIF + note())
jpeg("twice", EXIF + note(6), EXIF + note(1))
jpeg("twice otherwise", EXIF + note(1), EXIF + note(6))
jpeg("in two parts", EXIF + note()[:12], EXIF + note()[12:])
jpeg("lower case prefix", b"exif\0\0" + note())
for value in range(10):
    jpeg(f"xmp {value}", XMP + xmp(value))
    jpeg(f"xmp element {value}", XMP + xmp(value, True))
jpeg("xmp twice", XMP + xmp(6), XMP + xmp(8))
jpeg("xmp of an extension", b"http://ns.adobe.com/xmp/extension/\0" + xmp(6))
jpeg("xmp two digits", XMP + xmp("60"))
jpeg("xmp in single quotes", XMP + xmp(6).replace(b'"6"', b"'6'"))
jpeg("exif before xmp", EXIF + note(1), XMP + xmp(6))
jpeg("xmp before exif", XMP + xmp(6), EXIF + note(8))
jpeg("exif of nine before xmp", EXIF + note(9), XMP + xmp(6))
jpeg("exif as text before xmp", EXIF + tiff([(274, 2, b"8\0")]), XMP + xmp(6))
jpeg("exif without orientation, xmp", EXIF + tiff([(271, 2, b"M\0")]), XMP + xmp(6))


# PNG
def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


out = io.BytesIO()
PICTURE.save(out, "PNG")
PNG = out.getvalue()
HEAD, END = 33, PNG.index(b"IEND") - 4


def png(name, *chunks):
    files["png " + name] = PNG[:HEAD] + b"".join(chunks) + PNG[HEAD:]
    files["png late " + name] = PNG[:END] + b"".join(chunks) + PNG[END:]


def raw_profile(block):
    digits = block.hex()
    return ("\nexif\n%8d\n" % len(block) + "".join(digits[i : i + 72] + "\n" for i in range(0, len(digits), 72))).encode()


def text(key, content, kind=b"tEXt"):
    if kind == b"tEXt":
        return chunk(kind, key + b"\0" + content)
    if kind == b"zTXt":
        return chunk(kind, key + b"\0\0" + zlib.compress(content))
    packed = kind == b"iTXz"
    return chunk(b"iTXt", key + b"\0" + bytes([packed, 0]) + b"en\0key\0" + (zlib.compress(content) if packed else content))


PROFILE, PACKET = b"Raw profile type exif", b"XML:com.adobe.xmp"
for order in "<>":
    for kind in (3, 4):
        png(f"exif {order} {kind}", chunk(b"eXIf", note(6, kind, order)))
png("exif with prefix", chunk(b"eXIf", EXIF + note()))
png("exif twice", chunk(b"eXIf", note(6)), chunk(b"eXIf", note(8)))
png("exif empty", chunk(b"eXIf", b""), text(PACKET, xmp(6)))
for kind in (b"tEXt", b"zTXt", b"iTXt", b"iTXz"):
    png(f"raw profile {kind.decode()}", text(PROFILE, raw_profile(EXIF + note()), kind))
    png(f"raw profile without prefix {kind.decode()}", text(PROFILE, raw_profile(note()), kind))
    png(f"xmp {kind.decode()}", text(PACKET, xmp(6), kind))
    png(f"xmp element {kind.decode()}", text(PACKET, xmp(8, True), kind))
png("raw profile APP1", text(b"Raw profile type APP1", raw_profile(EXIF + note()), b"zTXt"))
png("raw profile of no digits", text(PROFILE, b"\nexif\n 4\nzzzz\n", b"zTXt"))
png("raw profile cut", text(PROFILE, b"\nexif\n", b"zTXt"))
png("raw profile, then exif without orientation", text(PROFILE, raw_profile(EXIF + note())), chunk(b"eXIf", tiff([(271, 2, b"M\0")])))
png("exif, then raw profile", chunk(b"eXIf", note(8)), text(PROFILE, raw_profile(EXIF + note())))
png("xmp twice", text(PACKET, xmp(6)), text(PACKET, xmp(8), b"iTXt"))
png("xmp and exif", text(PACKET, xmp(6), b"iTXt"), chunk(b"eXIf", note(8)))
png("text of another name", text(b"Comment", xmp(6)))
files["png behind the end"] = PNG + chunk(b"eXIf", note())


# WebP
def webp(name, flags=None, **metadata):
    out = io.BytesIO()
    PICTURE.save(out, "WEBP", lossless=True, **metadata)
    content = bytearray(out.getvalue())
    if flags is not None:
        content[20] = flags
    files["webp " + name] = bytes(content)


for order in "<>":
    webp(f"exif {order}", exif=EXIF + note(6, 3, order))
    webp(f"exif long {order}", exif=note(6, 4, order))
webp("xmp", xmp=xmp(6))
webp("xmp element", xmp=xmp(8, True))
webp("exif and xmp", exif=note(8), xmp=xmp(6))
webp("exif unannounced", 0, exif=note(8))
webp("xmp alone announced", 4, exif=note(8), xmp=xmp(6))


# TIFF
def tiff_picture(name, extra, order="<"):
    pixels = PICTURE.tobytes()
    entries = [(256, 3, [6]), (257, 3, [4]), (258, 3, [8, 8, 8]), (259, 3, [1]), (262, 3, [2]), (273, 4, [8]), *extra, (277, 3, [3]), (278, 3, [4]), (279, 4, [len(pixels)])]
    entries.sort(key=lambda e: e[0])
    at, body, outside = 8 + len(pixels) + 2 + 12 * len(entries) + 4, b"", b""
    for e in entries:
        twelve, data = entry(order, *e, data_at=at + len(outside))
        body += twelve
        outside += data + b"\0" * (len(data) % 2)
    head = b"II*\0" if order == "<" else b"MM\0*"
    files["tiff " + name] = head + struct.pack(order + "I", 8 + len(pixels)) + pixels + struct.pack(order + "H", len(entries)) + body + b"\0\0\0\0" + outside


for order in "<>":
    for value in (1, 2, 5, 6, 8, 9):
        tiff_picture(f"{order} {value}", [(274, 3, [value])], order)
    tiff_picture(f"{order} long", [(274, 4, [6])], order)
    tiff_picture(f"{order} xmp", [(700, 1, list(xmp(6)))], order)
    tiff_picture(f"{order} xmp undefined", [(700, 7, list(xmp(8)))], order)
    tiff_picture(f"{order} tag and xmp", [(274, 3, [8]), (700, 1, list(xmp(6)))], order)


def answer(content):
    try:
        return ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB"), True
    except Exception:
        return Image.open(io.BytesIO(content)).convert("RGB"), False


answers, failed = {}, []
for name, content in files.items():
    image, turned = answer(content)
    if not turned:
        failed.append(name)
    answers[name] = dict(file=base64.b64encode(content).decode(), width=image.width, height=image.height, rgb=base64.b64encode(image.tobytes()).decode())
target = Path(sys.argv[1]) / "orientations.json"
target.write_text("{\n" + ",\n".join(f"{json.dumps(n)}: {json.dumps(a)}" for n, a in answers.items()) + "\n}\n")
print(len(answers), "files; Pillow fails on", failed)
