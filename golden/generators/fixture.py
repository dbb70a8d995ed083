"""Reading the reference and writing fixtures, shared by the generators."""

import argparse
import contextlib
import json
import pathlib
import sys
import tempfile
import warnings

import safetensors.torch
import torch

REFERENCE_COMMIT = "b8931f7bf91576930313be2c6d6af376033b35f0"


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--reference", required=True, help=f"checkout of facebookresearch/dinov2 at {REFERENCE_COMMIT}"
    )
    parser.add_argument("--output", required=True, help="folder that holds the fixture folders")
    return parser


def use_reference(path, xformers=True):
    """Makes `import dinov2` work, with our stand-in for the few xformers functions it needs."""
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    if xformers:
        import xformers_stand_in

        xformers_stand_in.install()
    sys.path.insert(0, str(path))


@contextlib.contextmanager
def plain_attention():
    """Runs the scaled_dot_product_attention path of the reference, as without xformers."""
    from dinov2.layers import attention

    attention.XFORMERS_AVAILABLE = False
    try:
        yield
    finally:
        attention.XFORMERS_AVAILABLE = True


def provenance(**extra):
    return {
        "reference": "facebookresearch/dinov2",
        "reference_commit": REFERENCE_COMMIT,
        "torch": torch.__version__.split("+")[0],
        "device": "cpu, 1 thread",
        **extra,
    }


def save_tensors(path, tensors, **metadata):
    """Writes fp32, int64 or uint8 tensors, reads them back and compares."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: _portable(tensor) for name, tensor in tensors.items()}
    texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in provenance(**metadata).items()}
    safetensors.torch.save_file(kept, path, metadata=texts)
    _sort_metadata(path)
    path.chmod(0o644)
    again = safetensors.torch.load_file(path)
    assert again.keys() == kept.keys()
    for name, tensor in kept.items():
        assert torch.equal(again[name], tensor), name
        assert not tensor.is_floating_point() or torch.isfinite(tensor).all(), (
            f"{path.name}: {name} is not finite"
        )
    print(f"{path.parent.name}/{path.name}: {len(kept)} tensors, {path.stat().st_size / 1024:.0f} KiB")


@contextlib.contextmanager
def process_group(rank=0, world_size=1, store=None):
    """A gloo group, as the losses expect; `store` is a shared empty file."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"file://{store or pathlib.Path(folder) / 'store'}"
        torch.distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=world_size)
        try:
            yield
        finally:
            torch.distributed.destroy_process_group()


def save_json(path, content, **metadata):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"provenance": provenance(**metadata), **content}, indent=1, allow_nan=False)
    path.write_text(text + "\n")
    assert json.loads(path.read_text()) == json.loads(text)
    print(f"{path.parent.name}/{path.name}: {path.stat().st_size / 1024:.0f} KiB")


def noise(tensors, exact):
    """Largest |fp32 - fp64| and largest magnitude of each output: the basis of a tolerance."""
    return {
        name: {
            "max_abs_error_of_fp32": (tensors[name].detach().double() - exact[name].detach().double())
            .abs()
            .max()
            .item(),
            "max_abs": exact[name].detach().abs().max().item(),
        }
        for name in tensors
        if tensors[name].is_floating_point() and tensors[name].numel()
    }


def _sort_metadata(path):
    """safetensors writes metadata in hash order; sorting it makes a rebuilt file the same byte for byte."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + content[8 + length :])


def _portable(tensor):
    tensor = tensor.detach()
    if tensor.dtype == torch.bool:
        tensor = tensor.to(torch.uint8)
    if tensor.dtype == torch.float64:
        tensor = tensor.float()
    if tensor.dtype == torch.int32:
        tensor = tensor.long()
    return tensor.contiguous().clone()
