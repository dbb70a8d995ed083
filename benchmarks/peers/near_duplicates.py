"""Near-duplicates on real images: planted copies by kind, and pairs that people judged beside perceptual hashes.

planted: copies of clothing and tiny-imagenet among all their images, one to five hundred an original, and one original
with thousands. The threshold comes from copies of other images (Calibration.ofCopies), as `curate calibrate` proposes it.

judged: the pairs of cifar-neardup (Barz and Denzler, 2020), 279 near-duplicates and 46 that are only very similar; and
the search for the 279 among all pairs of a test image and one of the training images, unjudged pairs counting as wrong.
"""

import argparse
import csv
import json
import pathlib
import tarfile
import tempfile

import numpy

import image_copies
from contender import Contender

GROUPS = {1: 1000, 2: 300, 5: 100, 20: 30, 100: 5, 500: 2}  # copies of an original: how many such originals
GIANT = 3000
CALIBRATED = 1000
HALVES = 50  # drawn halves of the judged pairs
HASHES = ("PHash", "DHash", "WHash", "AHash")


def java(options, vectors):
    flags = ["--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", options.heap]
    main = "io.github.dino4j.benchmarks.DuplicateQuality"
    return Contender("dino4j", [options.java, *flags, "-cp", options.classpath, main, vectors])


def write_list(file, rows):
    file.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    return file


def copies(folder, originals, random, name):
    """One copy of each, of a kind that is drawn; rows of path, original and kind."""
    rows = []
    for number, original in enumerate(originals):
        kind = str(random.choice(list(image_copies.KINDS)))
        target = folder / f"{name}-{number}.jpg"
        image_copies.write(original, target, kind, random)
        rows.append((target, original, kind))
    return rows


def unpack(shards, folder):
    for shard in shards:
        with tarfile.open(shard) as tar:
            tar.extractall(folder / shard.stem, filter="data")
    return sorted(path for path in folder.rglob("*") if path.suffix in (".jpg", ".jpeg", ".png"))


def originals_and(rows, originals):
    return [(path, path, "original") for path in originals] + rows


def planted(options, folder):
    random = numpy.random.default_rng(options.seed)
    images = sorted((options.images / "clothing").rglob("*.jpg"))
    images += unpack(sorted((options.images / "tiny-imagenet").glob("*.tar")), folder / "tiny")
    clothes = sum("clothing" in path.parts for path in images)
    # as many originals of either; in turn, so that every size of group has both
    order = [random.permutation(clothes), clothes + random.permutation(len(images) - clothes)]
    chosen = iter([images[number] for pair in zip(*order) for number in pair])
    calibrated = [next(chosen) for _ in range(CALIBRATED // options.scale)]
    sizes = [size for size, count in GROUPS.items() for _ in range(max(1, count // options.scale))]
    originals = [next(chosen) for size in [*sizes, GIANT] for _ in [size]]
    repeated = numpy.repeat(numpy.arange(len(originals)), [*sizes, GIANT // options.scale])
    (folder / "copies").mkdir()
    rows = copies(folder / "copies", [originals[number] for number in repeated], random, "copy")
    known = copies(folder / "copies", calibrated, random, "known")
    pool = write_list(folder / "pool.csv", originals_and(rows, images))
    calibration = write_list(folder / "calibration.csv", originals_and(known, calibrated))
    print(f"{len(images):,} images ({clothes:,} of clothing), {len(rows):,} copies of {len(originals):,}", flush=True)
    for vectors in options.vectors:
        ours = java(options, vectors)
        points = numpy.array(ours.ask(f"calibrate {calibration} {pool}").split(), float).reshape(-1, 3)
        for name, point in zip(("best F1", "precision 0.99"), points):
            print(f"{vectors}, {name} of {len(known):,} copies: cosine {point[0]:.4f}, "
                  f"precision {point[1]:.3f}, recall {point[2]:.3f}")  # fmt: skip
            show(json.loads(ours.ask(f"planted {pool} {point[0]:.6f}")))
        ours.stop()


def show(found):
    for name, groups in found.items():
        share = groups["merged"] / groups["originals"]
        print(f"  {name}: {groups['merged']:,} of {groups['originals']:,} other originals go ({share:.2%}), "
              f"the largest group holds {groups['largest']:,}")  # fmt: skip
    for kind, (count, grouped, right, wrong) in found["components"]["kinds"].items():
        strict = found["linkage"]["kinds"][kind][1]
        print(f"  {kind:12} {count:5,} copies: recall {right / count:.3f} as pairs, {grouped / count:.3f} in components, "
              f"{strict / count:.3f} in groups; precision {right / max(1, right + wrong):.3f}", flush=True)  # fmt: skip


def best_f1(scores, right):
    """The highest F1 over all thresholds, and that threshold."""
    order = numpy.argsort(-scores, kind="stable")
    hits = numpy.cumsum(right[order])
    f1 = 2 * hits / (numpy.arange(1, len(scores) + 1) + right.sum())
    last = numpy.append(scores[order][1:] != scores[order][:-1], True)
    place = numpy.argmax(numpy.where(last, f1, 0))
    return f1[place], scores[order][place]


def f1_at(scores, right, threshold):
    found = scores >= threshold
    return 2 * (found & right).sum() / max(1, found.sum() + right.sum())


def hash_bits(name, files):
    import imagededup.methods

    method = getattr(imagededup.methods, name)(verbose=False)
    codes = [int(method.encode_image(image_file=str(file)), 16) for file in files]
    bits = numpy.array([list(f"{code:064b}") for code in codes], "f4")
    return (2 * bits - 1) / 8  # a product is 1 - distance / 32


def judged(options, folder):
    random = numpy.random.default_rng(options.seed)
    files = unpack([options.images / "cifar-neardup" / "images.tar"], folder)
    numbers = {str(path.relative_to(folder / "images")): number for number, path in enumerate(files)}
    with open(options.images / "cifar-neardup" / "pairs.csv") as pairs:
        rows = list(csv.DictReader(pairs))
    a, b = (numpy.array([numbers[row[name]] for row in rows]) for name in ("path_a", "path_b"))
    same = numpy.array([row["judgment"] == "1" for row in rows])
    # of images that are in no judged pair
    free = [files[i] for i in numpy.setdiff1d(numpy.arange(len(files)), numpy.concatenate([a, b]))]
    calibrated = [free[i] for i in random.choice(len(free), CALIBRATED, replace=False)]
    places = [numbers[str(path.relative_to(folder / "images"))] for path in calibrated]
    (folder / "copies").mkdir()
    known = copies(folder / "copies", calibrated, random, "known")
    halves = [random.permutation(len(a)) < len(a) // 2 for _ in range(HALVES)]
    print(f"{len(a)} pairs, {same.sum()} of them near-duplicates: taking all gives F1 {f1_at(same * 1.0, same, 0):.3f}")
    for name in [*options.vectors, *HASHES]:
        if name in HASHES:
            vectors, copied = hash_bits(name, files), hash_bits(name, [row[0] for row in known])
        else:
            vectors, both = vectors_of(options, name, folder, [originals_and([], files), originals_and(known, calibrated)])
            copied = both[len(calibrated) :]
        known_scores, known_right = of_copies(vectors, copied, places)
        by_copies = best_f1(known_scores, known_right)[1]
        strict = at_precision(known_scores, known_right)
        scores = numpy.einsum("ij,ij->i", vectors[a], vectors[b])
        across = [f1_at(scores[~some], same[~some], best_f1(scores[some], same[some])[1]) for some in halves]
        best, at = best_f1(scores, same)
        print(f"{name:6} judged pairs: best F1 {best:.3f} (cosine {at:.3f}), by half of the pairs "
              f"{numpy.mean(across):.3f} on the others, by copies {f1_at(scores, same, by_copies):.3f} "
              f"(cosine {by_copies:.3f}), at their precision 0.99 {f1_at(scores, same, strict):.3f} "
              f"(cosine {strict:.3f})")  # fmt: skip
        search(files, vectors, (a[same], b[same]), (by_copies, strict))


def vectors_of(options, name, folder, lists):
    ours = java(options, name)
    vectors = []
    for rows in lists:
        file = write_list(folder / "list.csv", rows).rename(folder / f"{name}-{len(vectors)}.csv")
        dim = int(ours.ask(f"vectors {file} {folder / 'vectors'}"))
        vectors.append(numpy.fromfile(folder / "vectors", "<f4").reshape(-1, dim))
    ours.stop()
    return vectors


def of_copies(images, copied, originals):
    """The pairs of Calibration.ofCopies: each copy with its original and with the most similar other image, but for
    images that are as similar as half of the originals are: those are taken for near-duplicates."""
    cosines = copied @ images.T
    rows = numpy.arange(len(copied))
    own = cosines[rows, originals].copy()
    cosines[rows, originals] = -numpy.inf
    cosines[cosines >= numpy.median(own)] = -numpy.inf
    right = numpy.arange(2 * len(own)) < len(own)
    return numpy.concatenate([own, cosines.max(1)]), right


def at_precision(scores, right, wanted=0.99):
    """The lowest threshold that is right so often; of none the highest."""
    order = numpy.argsort(-scores, kind="stable")
    precision = numpy.cumsum(right[order]) / numpy.arange(1, len(scores) + 1)
    last = numpy.append(scores[order][1:] != scores[order][:-1], True)
    places = numpy.nonzero(last & (precision >= wanted))[0]
    return scores[order][places[-1] if len(places) else 0]


def search(files, vectors, pairs, thresholds):
    """Among all pairs of a test image with a training image."""
    train = numpy.array(["train" in path.parts for path in files])
    place = numpy.cumsum(train) - 1
    test_place = numpy.cumsum(~train) - 1
    right = numpy.zeros((int((~train).sum()), int(train.sum())), bool)
    crossing = 0
    for first, second in zip(*pairs):
        if train[first] != train[second]:
            test, other = (second, first) if train[first] else (first, second)
            right[test_place[test], place[other]] = True
            crossing += 1
    scores = (vectors[~train] @ vectors[train].T).ravel()
    right = right.ravel()
    best, at = best_f1(scores, right)
    print(f"       all {len(scores):,} pairs of test and training images, {crossing} right: best F1 {best:.3f} "
          f"(cosine {at:.3f}), by copies {f1_at(scores, right, thresholds[0]):.3f}, at their precision 0.99 "
          f"{f1_at(scores, right, thresholds[1]):.3f}", flush=True)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("task", choices=["planted", "judged"])
    parser.add_argument("images", type=pathlib.Path)
    parser.add_argument("--vectors", nargs="+", default=["demo", "grey", "rgb"], help="a model, grey or rgb")
    parser.add_argument("--scale", type=int, default=1, help="so many times fewer copies")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--heap", default="-Xmx3g")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (planted if options.task == "planted" else judged)(options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
