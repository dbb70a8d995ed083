"""Puts fixtures that were made anew where they belong, and tells how they differ from those before.

    python place.py MADE REPOSITORY [--check]

MADE is laid out as the test resources of a module are. Each file of fixtures.tsv goes to every module that has it;
with --check nothing is written.
"""

import argparse
import collections
import json
import pathlib
import shutil

import torch
from safetensors.torch import load_file


def rows(repository):
    lines = (repository / "golden" / "fixtures.tsv").read_text().splitlines()
    return [line.split("\t") for line in lines[1:]]


def places(repository, fixture):
    return sorted(repository.glob(f"*/src/test/resources/{fixture}"))


def numbers(value, name=""):
    """Name and value of every leaf of a JSON document."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers(item, f"{name}/{key}")
    else:
        yield name, value


def leaves(path):
    if path.suffix == ".safetensors":
        return load_file(path)
    return {
        name: torch.tensor(value, dtype=torch.float64) if isinstance(value, int | float) else value
        for name, value in numbers(json.loads(path.read_text()))
    }


def difference(made, kept):
    """In words; the same bytes are no difference."""
    if made.read_bytes() == kept.read_bytes():
        return None
    if made.suffix not in (".safetensors", ".json"):
        return "other bytes"
    try:
        new, old = leaves(made), leaves(kept)
    except (ValueError, KeyError):
        return "other bytes"
    if new.keys() != old.keys():
        return "other names"
    largest, where = 0.0, None
    for name, value in new.items():
        if not isinstance(value, torch.Tensor):
            if value != old[name]:
                return f"other text: {name}"
        elif value.shape != old[name].shape or value.dtype != old[name].dtype:
            return f"other shape or type: {name}"
        elif value.numel():
            gap = (value.double() - old[name].double()).abs().max().item()
            if gap > largest:
                largest, where = gap, name
    return f"at most {largest:.1e}, in {where}" if where else "the same numbers in other bytes"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("made", type=pathlib.Path)
    parser.add_argument("repository", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    counts = collections.Counter()
    for fixture, generator, _ in rows(options.repository):
        made = options.made / fixture
        if not made.exists():
            counts["were not made"] += 1
            continue
        for place in places(options.repository, fixture):
            gap = difference(made, place)
            counts["differ" if gap else "have the same bytes"] += 1
            if gap:
                print(f"{fixture} ({generator}): {gap}")
                if not options.check:
                    shutil.copyfile(made, place)
    print("; ".join(f"{count} {what}" for what, count in sorted(counts.items())))


if __name__ == "__main__":
    main()
