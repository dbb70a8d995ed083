"""The reference's own training step on the processor, in a process of its own.

    python training_peer.py CHECKOUT --batch 4 --steps 6 --precision bf16 --threads 2

CHECKOUT is a checkout of facebookresearch/dinov2. ViT-S/14, 2 x 224 and 8 x 98 px, K = 65536, noise for images. The
reference wants xFormers and a GPU: PyTorch's fused attention, crop size by crop size, stands in for xFormers', and what
would move tensors to a GPU leaves them. One line of JSON: the median step, images a second, peak resident memory.
"""

import argparse
import contextlib
import json
import resource
import statistics
import sys
import time
import types
import warnings

import torch
from torch.nn.functional import scaled_dot_product_attention

warnings.filterwarnings("ignore")
PATCH, GLOBAL, LOCAL, LOCALS = 14, 224, 98, 8


class CropSizes:
    """Which tokens of a packed row belong to which crop. The reference says by `_batch_sizes` how many crops of one
    size lie together."""

    def __init__(self, lengths):
        self.lengths = lengths
        self._batch_sizes = [1] * len(lengths)

    @classmethod
    def from_seqlens(cls, lengths):
        return cls(lengths)

    @classmethod
    def from_tensor_list(cls, tensors):
        bias = cls([tensor.shape[1] for tensor in tensors for _ in tensor])
        bias._batch_sizes = [len(tensor) for tensor in tensors]
        return bias, torch.cat([tensor.flatten(0, 1) for tensor in tensors]).unsqueeze(0)

    def groups(self):
        """(crops, tokens of a crop) of each size."""
        first = 0
        for crops in self._batch_sizes:
            yield crops, self.lengths[first]
            first += crops

    def split(self, packed):
        groups = list(self.groups())
        parts = packed[0].split([crops * tokens for crops, tokens in groups])
        return [part.unflatten(0, group) for part, group in zip(parts, groups)]


def attend(queries, keys, values):
    """(batch, tokens, heads, width of a head)."""
    heads_first = (part.transpose(1, 2) for part in (queries, keys, values))
    return scaled_dot_product_attention(*heads_first).transpose(1, 2)


def attention(queries, keys, values, attn_bias=None):
    if attn_bias is None:
        return attend(queries, keys, values)
    sizes = zip(*(attn_bias.split(part) for part in (queries, keys, values)))
    return torch.cat([attend(*size).flatten(0, 1) for size in sizes]).unsqueeze(0)


def index_select_cat(tensors, indices):
    return torch.cat([tensor[index].flatten() for tensor, index in zip(tensors, indices)])


def scaled_index_add(tensor, index, source, scaling=None, alpha=1.0):
    return tensor.index_add(0, index, source if scaling is None else source * scaling, alpha=alpha)


def stand_in_for_xformers():
    operations = types.ModuleType("xformers.ops")
    operations.fmha = types.ModuleType("xformers.ops.fmha")
    operations.fmha.BlockDiagonalMask = CropSizes
    operations.memory_efficient_attention = attention
    operations.unbind = torch.unbind
    operations.index_select_cat = index_select_cat
    operations.scaled_index_add = scaled_index_add
    package = types.ModuleType("xformers")
    package.ops = operations
    sys.modules.update({"xformers": package, "xformers.ops": operations, "xformers.ops.fmha": operations.fmha})


def stay_on_the_processor():
    from dinov2.train import ssl_meta_arch

    torch.Tensor.cuda = lambda self, *args, **kwargs: self
    ssl_meta_arch.reshard_fsdp_model = lambda module: None
    ssl_meta_arch.get_fsdp_modules = lambda module: [types.SimpleNamespace(params=list(module.parameters()))]


def configuration(options):
    from dinov2.configs import dinov2_default_config
    from omegaconf import OmegaConf

    changes = {
        "compute_precision": {"grad_scaler": False},
        "train": {"batch_size_per_gpu": options.batch, "centering": "centering"},
        "student": {"arch": "vit_small", "patch_size": PATCH, "drop_path_rate": 0.3, "block_chunks": 0},
        "crops": {"global_crops_size": GLOBAL, "local_crops_size": LOCAL, "local_crops_number": LOCALS},
        "optim": {"lr": 1e-4},
    }
    return OmegaConf.merge(OmegaConf.create(dinov2_default_config), changes)


def noise(options):
    from dinov2.data import MaskingGenerator, collate_data_and_cast

    grid = GLOBAL // PATCH
    crops = [
        {
            "global_crops": list(torch.randn(2, 3, GLOBAL, GLOBAL)),
            "local_crops": list(torch.randn(LOCALS, 3, LOCAL, LOCAL)),
        }
        for _ in range(options.batch)
    ]
    return collate_data_and_cast(
        [(views, ()) for views in crops],
        mask_ratio_tuple=(0.1, 0.5),
        mask_probability=0.5,
        dtype=torch.float32,
        n_tokens=grid * grid,
        mask_generator=MaskingGenerator(input_size=(grid, grid), max_num_patches=grid * grid // 2),
    )


def stepper(options):
    from dinov2.train.ssl_meta_arch import SSLMetaArch
    from dinov2.train.train import build_optimizer

    config = configuration(options)
    model = SSLMetaArch(config)
    model.need_to_synchronize_fsdp_streams = False
    model.backprop_loss = lambda loss: loss.backward()
    for name, module in model.student.items():
        model.teacher[name].load_state_dict(module.state_dict())
    model.train()
    optimizer = build_optimizer(config, model.get_params_groups())
    images = noise(options)

    def mixed():
        return torch.autocast("cpu", torch.bfloat16) if options.precision == "bf16" else contextlib.nullcontext()

    def step():
        optimizer.zero_grad(set_to_none=True)
        with mixed():
            model.forward_backward(images, teacher_temp=0.05)
        for module in model.student.values():
            torch.nn.utils.clip_grad_norm_(module.parameters(), 3.0)
        optimizer.step()
        model.update_teacher(0.992)

    return step


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--precision", choices=["bf16", "fp32"], default="bf16")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    sys.path.insert(0, options.checkout)
    torch.set_num_threads(options.threads)
    stand_in_for_xformers()
    stay_on_the_processor()
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    step = stepper(options)
    seconds = []
    for _ in range(2 + options.steps):
        begin = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - begin)
    median = statistics.median(seconds[2:])
    answer = {
        "seconds_per_step": median,
        "images_per_second": options.batch / median,
        "peak_resident_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
