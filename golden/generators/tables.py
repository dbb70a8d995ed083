"""Parquet tables as others write them: python tables.py FOLDER.

Most images are single bytes, 0 to 4: what is tested is where they are found.
"""
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TARGET = Path(sys.argv[1])
BYTES = [bytes([i]) for i in range(5)]
PATHS = [f"photos/{i}.jpg" for i in range(5)]


def write(name, columns, **options):
    pq.write_table(pa.table(columns), TARGET / f"{name}.parquet", **options)


write("img2dataset", {"key": [f"{i:09d}" for i in range(5)], "url": ["https://example.org"] * 5, "jpg": pa.array(BYTES[:4] + [None], pa.binary())})
image = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
two = [{"bytes": BYTES[0], "path": "a.jpg"}, {"bytes": None, "path": "photos/1.jpg"}]
write("image-lists", {"images": pa.array([two, [], None, [{"bytes": BYTES[2], "path": None}]], pa.list_(image)), "label": ["x", "y", "z", "w"]})
write("path-lists", {"path": pa.array([PATHS[:2], PATHS[2:3]], pa.list_(pa.string()))})
write("other-struct", {"view": pa.array([{"bytes": b, "path": f"{i}.png"} for i, b in enumerate(BYTES)], image)})
write("only-bytes", {"width": list(range(5)), "blob": pa.array(BYTES, pa.binary())})
write("no-images", {"width": list(range(5)), "tags": [["a"]] * 5})
write("list-labels", {"path": PATHS, "label": pa.array([[i] for i in range(5)])})
write("struct-labels", {"path": PATHS, "label": pa.array([{"id": i} for i in range(5)])})
write("empty", {"path": pa.array([], pa.string())})
write("paths-brotli", {"path": PATHS}, compression="brotli")
with pq.ParquetWriter(TARGET / "empty-group.parquet", pa.schema([("path", pa.string())])) as writer:
    for part in ([], PATHS[:2], [], PATHS[2:]):
        writer.write_table(pa.table({"path": pa.array(part, pa.string())}))

codecs = {
    "path": [PATHS[0], PATHS[1], PATHS[2], None, PATHS[4], "photos/5.jpg", "photos/6.jpg"],
    "id": [f"id-{i}" for i in range(7)],
    "label": [i % 2 for i in range(7)],
    "score": [i / 2 for i in range(7)],
}
for codec in ("none", "gzip", "lz4", "snappy", "zstd"):
    write(f"paths-{codec}", codecs, compression=codec, row_group_size=3)
hugging_face = [{"bytes": bytes([i, i + 1]) if i < 4 else None, "path": f"{i}.png"} for i in range(5)]
write("hugging-face", {"image": pa.array(hugging_face, image), "label": ["cat", "dog", "cat", None, "dog"]})
write("lists", {"id": ["a", "b", "c"], "cls": pa.array([[1, 2], [], None], pa.list_(pa.float32()))})
