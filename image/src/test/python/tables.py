"""Parquet tables as others write them, for ParquetManifestTest. Needs pyarrow; run by hand: python tables.py.

Images are single bytes, 0 to 4: what is tested is where they are found.
"""
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq

TARGET = Path(__file__).parent.parent / "resources" / "source"
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
