"""Curation pays, or does it? Two sets of one size from one dirty pool, the same training on each, frozen kNN after it.

The pool: the training images of clothing and tiny-imagenet, rendered scenes, copies of a few images over and over, and
junk: flat, dark, blurred, noise. The curated set is what filter, dedup and balanced sampling leave (features of
--model); the random one is drawn from the pool as it is. Both trainings take equally many steps from the same seed.
"""

import argparse
import csv
import json
import pathlib
import shlex
import statistics
import subprocess

import numpy
from PIL import Image, ImageFilter

import image_copies
from near_duplicates import unpack

SCENES = 4000
COPIES = 12_000  # of so few originals:
COPIED = 60
JUNK = 6000
PLAN = """\
pool: {pool}
seed: {seed}
stages:
  - filter
  - dedup
  - sample: {{levels: {levels}, size: {size}, resamplings: 3}}
"""


class Dino4j:
    def __init__(self, options):
        self.command = shlex.split(options.dino4j)
        self.log = open(options.work / "log", "a")

    def __call__(self, *arguments):
        done = subprocess.run([*self.command, *map(str, arguments)], stdout=self.log, stderr=self.log)
        if done.returncode:
            raise SystemExit(f"dino4j {arguments[0]} failed: see {self.log.name}")


def junk(folder, images, count, random):
    folder.mkdir()
    for number in range(count):
        target = folder / f"{number}.jpg"
        match number % 4:
            case 0:
                image = Image.new("RGB", (128, 128), tuple(int(value) for value in random.integers(0, 256, 3)))
            case 1:
                image = Image.fromarray(random.integers(0, 256, (128, 128, 3)).astype("u1"))
            case kind:
                with Image.open(images[random.integers(len(images))]) as photo:
                    photo = photo.convert("RGB")
                image = photo.point(lambda value: value // 30) if kind == 2 else photo
                image = image.filter(ImageFilter.GaussianBlur(image.height / 12)) if kind == 3 else image
        image.save(target, quality=image_copies.QUALITY)


def dirty_pool(options, dino4j):
    """A folder a source; returns their paths."""
    random = numpy.random.default_rng(0)
    made = options.work / "made"
    clothes = sorted((options.images / "clothing" / "train").rglob("*.jpg"))[:: options.scale]
    shards = sorted((options.images / "tiny-imagenet").glob("train-*.tar"))
    if not (made / "done").exists():
        made.mkdir(parents=True)
        tiny = unpack(shards, made / "all-tiny")[:: options.scale]
        dino4j("scenes", "-o", made / "scenes", "--count", SCENES // options.scale, "--seed", 1, "--size", 128)
        images = [*clothes, *tiny]
        (made / "copies").mkdir()
        copied = random.choice(len(images), max(2, COPIED // options.scale), replace=False)
        for number in range(COPIES // options.scale):
            kind = str(random.choice(list(image_copies.KINDS)))
            source = images[copied[number % len(copied)]]
            image_copies.write(source, made / "copies" / f"{number}.jpg", kind, random)
        junk(made / "junk", images, JUNK // options.scale, random)
        write_manifest(made / "pool.csv", [*images, *(path for path in sorted(made.rglob("*")) if is_made(path, made))])
        (made / "done").touch()
    return made / "pool.csv"


def is_made(path, made):
    return path.relative_to(made).parts[0] in ("scenes", "copies", "junk") and path.suffix in (".jpg", ".png")


def write_manifest(file, paths):
    with open(file, "w", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(["path"])
        rows.writerows([str(pathlib.Path(path).resolve())] for path in paths)


def curated(options, dino4j, pool):
    """Curates; returns the manifest."""
    features = options.work / "pool.parquet"
    folder = options.work / "curated"
    if not features.exists():
        dino4j("embed", pool, "-o", features, "--model", options.model)
    if not (folder / "manifest.parquet").exists():
        levels = [max(2, options.size // 10), max(2, options.size // 100)]
        plan = options.work / "plan.yaml"
        plan.write_text(PLAN.format(pool=features, seed=1, levels=levels, size=options.size))
        dino4j("curate", "run", plan, "-o", folder, *(["--resume"] if folder.exists() else []))
    return folder / "manifest.parquet"


def of_stages(folder):
    return [json.loads(stage.read_text()) for stage in sorted(folder.glob("*/stage.json"))]


def random_set(options, pool, size):
    with open(pool, newline="") as rows:
        paths = [row["path"] for row in csv.DictReader(rows)]
    drawn = numpy.random.default_rng(1).choice(len(paths), size, replace=False)
    write_manifest(options.work / "random.csv", [paths[number] for number in sorted(drawn)])
    return options.work / "random.csv"


def train(options, dino4j, data, name, seed):
    run = options.work / f"{name}-{seed}"
    if not (run / "teacher.safetensors").exists():
        keys = [f"train.seed={seed}", f"optim.epochs={options.epochs}", "evaluation.eval_period_iterations=0"]
        keys += [f"optim.warmup_epochs={max(1, options.epochs // 24)}"]
        more = ["--resume"] if (run / "run.json").exists() else ["--data", data, "--config", options.config, *keys]
        dino4j("pretrain", "-o", run, *more)
    return run


def knn(options, dino4j, run):
    """Top-1 in percent on each set."""
    clothing, tiny = options.images / "clothing", options.images / "tiny-imagenet"
    sets = {
        "clothing": [[clothing / "train"], [clothing / "validation", clothing / "test"]],
        "tiny-imagenet": [sorted(tiny.glob("train-*.tar")), sorted(tiny.glob("val-*.tar"))],
    }
    accuracy = {}
    for name, (known, asked) in sets.items():
        report = run / f"knn-{name}"
        if not (report / "metrics.json").exists():
            inputs = [
                *(word for path in known for word in ("--train", path)),
                *(word for path in asked for word in ("--test", f"{name}={path}")),
            ]
            dino4j("evaluate", "knn", "--model", run, *inputs, "-o", report, "k=20")
        metrics = json.loads((report / "metrics.json").read_text())["tests"][name]
        accuracy[name] = next(100 * figure["value"] for key, figure in metrics.items() if "top-1" in key)
    return accuracy


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--dino4j", required=True, help="the command")
    parser.add_argument("--size", type=int, default=8000, help="images of each set")
    parser.add_argument("--epochs", type=int, default=240, help="of ten steps")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--config", default="demo")
    parser.add_argument("--model", default="demo", help="whose features curate")
    parser.add_argument("--scale", type=int, default=1, help="so many times fewer images in the pool")
    options = parser.parse_args()
    options.images = options.images.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    dino4j = Dino4j(options)
    pool = dirty_pool(options, dino4j)
    manifest = curated(options, dino4j, pool)
    stages = of_stages(manifest.parent)
    for stage in stages:
        print(f"{stage['name']}: {stage['in']:,} in, {stage['kept']:,} stay, dropped {stage['dropped']}", flush=True)
    sets = {"curated": manifest, "random": random_set(options, pool, stages[-1]["kept"])}
    found = {name: [] for name in sets}
    for seed in range(options.seeds):
        for name, data in sets.items():
            accuracy = knn(options, dino4j, train(options, dino4j, data, name, seed))
            found[name].append(accuracy)
            print(f"seed {seed}, {name}:", ", ".join(f"{test} {top1:.1f} %" for test, top1 in accuracy.items()), flush=True)
    for test in found["curated"][0]:
        mean = {name: statistics.mean(accuracy[test] for accuracy in found[name]) for name in sets}
        ahead = [mine[test] - theirs[test] for mine, theirs in zip(*found.values())]
        print(f"{test}: curated {mean['curated']:.1f} %, random {mean['random']:.1f} %; "
              f"ahead by {', '.join(f'{points:+.1f}' for points in ahead)}")  # fmt: skip


if __name__ == "__main__":
    main()
