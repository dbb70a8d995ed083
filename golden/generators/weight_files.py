"""Writes small weight files of every kind with the original libraries.

    python weight_files.py FOLDER
"""

import argparse
import collections
import datetime
import decimal
import enum
import fractions
import functools
import json
import os
import pathlib
import re
import sys
import types
import uuid

import numpy
import omegaconf
import torch
from safetensors.torch import save_file

TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


def every_type():
    """Values that every type holds or rounds: see the JSON for what they are as float32."""
    values = torch.tensor([[0.0, 1.0, 2.5], [100.125, 3.14159265, 65.0]], dtype=torch.float64)
    tensors = {f"matrix.{name}": values.to(dtype) for name, dtype in TYPES.items()}
    tensors["negative"] = torch.tensor([-1.5, -0.0, -70000.0])
    tensors["negative.I8"] = torch.tensor([-1, -128, 127], dtype=torch.int8)
    tensors["scalar"] = torch.tensor(7.0)
    tensors["empty"] = torch.zeros(0, 3)
    tensors["ünïcode \"quoted\""] = torch.tensor([1.0])
    return tensors


def views():
    base = torch.arange(60, dtype=torch.float32)
    return {
        "whole": base,
        "offset": base[7:11],
        "transposed": base[:12].view(3, 4).t(),
        "permuted": base[:24].view(2, 3, 4).permute(2, 0, 1),
        "stepped": base[1:20:5],
        "column": base[:12].view(3, 4)[:, 1:2],
    }


def training():
    """What training scripts leave beside the weights."""
    layer = torch.nn.Linear(3, 2)
    torch.nn.init.constant_(layer.weight, 2.0)
    torch.nn.init.constant_(layer.bias, 3.0)
    optimizer = torch.optim.AdamW(layer.parameters())
    layer(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    return {
        "model": layer.state_dict(),
        "optimizer": optimizer.state_dict(),
        "iteration": 12,
        "loss": 0.5,
        "done": False,
        "nothing": None,
        "large": 2**70,
        "args": argparse.Namespace(lr=0.1, path="x"),
        "best": numpy.float64(0.75),
        "config": omegaconf.OmegaConf.create({"optim": {"lr": 0.1, "steps": [1, 2]}, "name": "x"}),
        "history": collections.defaultdict(list, {"loss": [1.0, 0.5]}),
        "names": {"a", "b"},
        "size": torch.Size([2, 3]),
        "type": torch.float32,
        "device": torch.device("cpu"),
    }


class Colour(enum.Enum):
    RED = 1


def extras():
    """Objects that cannot run anything, of Python and PyTorch."""
    return {
        "weight": torch.ones(2),
        "version": torch.torch_version.TorchVersion("2.10.0"),
        "when": datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc),
        "took": datetime.timedelta(seconds=3),
        "namespace": types.SimpleNamespace(a=1),
        "window": collections.deque([1.0], maxlen=3),
        "counts": collections.Counter("aab"),
        "slice": slice(1, 2),
        "range": range(3),
        "ellipsis": ...,
        "id": uuid.UUID(int=1),
        "price": decimal.Decimal("1.5"),
        "share": fractions.Fraction(1, 3),
        "pattern": re.compile("a+"),
        "path": pathlib.PurePosixPath("/x"),
        "norm": functools.partial(torch.nn.LayerNorm, eps=1e-6),
        "activation": torch.nn.functional.gelu,
        "colour": Colour.RED,
        "sparse": torch.eye(2).to_sparse(),
        "layout": torch.strided,
        "complex": torch.ones(1, dtype=torch.complex64),
        "generator": numpy.random.default_rng(0),
        "error": ValueError("x"),
    }


def sharded():
    """What FSDP saves of one process, as a processor can make it too."""
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29519", RANK="0", WORLD_SIZE="1")
    torch.distributed.init_process_group("gloo")
    from torch.distributed._shard import sharded_tensor

    part = sharded_tensor.Shard(
        torch.ones(4), sharded_tensor.ShardMetadata([0], [4], "rank:0/cpu")
    )
    whole = sharded_tensor.init_from_local_shards([part], 4)
    return {"model": {"teacher.backbone._fsdp_wrapped_module._flat_param": whole}}


class Runs:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def hostile(folder):
    good = torch.ones(2)
    torch.save({"weight": good, "x": Runs(os.system, "true")}, folder / "hostile_system.pth")
    torch.save({"weight": good, "x": Runs(eval, "1")}, folder / "hostile_eval.pth")
    torch.save({"weight": good, "x": Runs(getattr, "x", "upper")}, folder / "hostile_getattr.pth")
    partial = functools.partial(os.system, "true")
    torch.save({"weight": good, "x": partial}, folder / "hostile_partial.pth")
    torch.save(
        {"weight": good, "x": Runs(os.system, "true")},
        folder / "hostile_legacy.pth",
        _use_new_zipfile_serialization=False,
    )


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    tensors = every_type()
    save_file(tensors, folder / "types.safetensors", metadata={"format": "pt"})
    torch.save(tensors, folder / "types.pth")
    torch.save(tensors, folder / "types_legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(views(), folder / "views.pth")
    torch.save(views(), folder / "views_legacy.pth", _use_new_zipfile_serialization=False)
    torch.save({"p": torch.nn.Parameter(torch.ones(2, 2))}, folder / "parameter.pth")
    torch.save(training(), folder / "training.pth")
    torch.save(torch.ones(2), folder / "lone_tensor.pth")
    torch.save(torch.nn.Linear(2, 2), folder / "module.pth")
    torch.save(
        torch.nn.Linear(2, 2), folder / "module_legacy.pth", _use_new_zipfile_serialization=False
    )
    torch.save({"c": torch.ones(2, dtype=torch.complex64)}, folder / "complex.pth")
    save_file({"x": torch.ones(2, dtype=torch.uint16)}, folder / "uint16.safetensors")
    torch.save(extras(), folder / "extras.pth")
    torch.save(sharded(), folder / "sharded.pth")
    torch.jit.script(torch.nn.Linear(2, 2)).save(folder / "script.pth")
    hostile(folder)
    expected = {
        name: {"shape": list(t.shape), "values": t.to(torch.float32).reshape(-1).tolist()}
        for name, t in {**tensors, **views()}.items()
    }
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
