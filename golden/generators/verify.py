"""Reloads the fixtures of a folder: sizes, finite values, provenance, recipe, checkpoints, no machine paths."""

import argparse
import json
import math
import pathlib
import pickle

import safetensors
import torch
from safetensors.torch import load_file

import recipe

LARGEST_FILE, LARGEST_TOTAL = 3 << 20, 25 << 20
FOREIGN = ("hugging_face_", "timm_", "refused")


def is_foreign(path, root):
    """Files in a layout that other projects define, so without our metadata."""
    return any(part.startswith(FOREIGN) for part in path.relative_to(root).parts)


def check_sizes(files):
    total = sum(path.stat().st_size for path in files)
    assert total < LARGEST_TOTAL, total
    assert all(path.stat().st_size < LARGEST_FILE for path in files)
    print(
        f"{len(files)} files, {total / (1 << 20):.1f} MiB, largest {max(p.stat().st_size for p in files) / (1 << 10):.0f} KiB"
    )


def check_tensors(path):
    with safetensors.safe_open(path, "pt") as file:
        assert "reference_commit" in file.metadata() and "torch" in file.metadata(), path
        for name in file.keys():
            tensor = file.get_tensor(name)
            assert tensor.dtype in (torch.float32, torch.int64, torch.uint8), (path, name)
            assert not tensor.is_floating_point() or torch.isfinite(tensor).all(), (path, name)


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


def check_json(path):
    content = json.loads(path.read_text())
    assert "reference_commit" in content["provenance"], path
    assert all(math.isfinite(number) for number in numbers(content)), path


def check_recipe(root):
    """Draws the tiny weights and a full-size list again."""
    for path in sorted((root / "vit").glob("*_weights.safetensors")):
        stored = load_file(path)
        seed = json.loads(path.with_name(path.name.replace("_weights.safetensors", ".json")).read_text())[
            "provenance"
        ]["seed"]
        drawn = recipe.draw_weights({name: tuple(t.shape) for name, t in stored.items()}, seed)
        assert all(torch.equal(drawn[name], tensor) for name, tensor in stored.items()), path
    print("recipe gives the stored weights bit for bit")


def check_checkpoints(root):
    folder = root / "checkpoints"
    index = json.loads((folder / "index.json").read_text())
    for name in list(index["loads_as"]) + list(index["must_be_refused"]):
        assert (folder / name).exists(), name
    for path in folder.glob("*.pth"):
        torch.load(path, weights_only=True)
    try:
        torch.load(folder / "refused" / "runs_a_command.pth", weights_only=True)
    except pickle.UnpicklingError:
        print("a safe reader refuses runs_a_command.pth")
    else:
        raise AssertionError("runs_a_command.pth was accepted")


def check_no_machine_paths(files):
    for path in files:
        content = path.read_bytes()
        for marker in (b"/" + name + b"/" for name in (b"tmp", b"root", b"home")):
            assert marker not in content, (path, marker)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="holds vit, checkpoints and the others")
    root = parser.parse_args().folder
    files = sorted(path for path in root.rglob("*") if path.is_file())
    check_sizes(files)
    for path in files:
        if path.suffix == ".safetensors" and not is_foreign(path, root):
            check_tensors(path)
        if path.suffix == ".json" and not is_foreign(path, root):
            check_json(path)
    check_recipe(root)
    check_checkpoints(root)
    check_no_machine_paths(files)


if __name__ == "__main__":
    main()
