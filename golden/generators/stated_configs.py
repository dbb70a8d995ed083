"""Writes the tiny models of checkpoints/ whose config.json tells what the tensors do not, with what
timm computes from them.

    python stated_configs.py INPUTS FOLDER

INPUTS is vit/inputs.safetensors; FOLDER becomes checkpoints/.

timm_long: trained on images of 28 x 112 pixels, so 16 positions in 2 rows of 8, not 4 of 4.
timm_register_positions: registers with positions of their own (reg_tokens without no_embed_class).
Both state a mean and a deviation of their own.
"""

import json
import pathlib
import sys

import timm
import torch
from safetensors.torch import load_file, save_file

MODELS = {
    "timm_long": dict(img_size=[28, 112]),
    "timm_register_positions": dict(img_size=56, reg_tokens=4, no_embed_class=False),
}
SIZES = ("98x98", "98x140")


def lively(model):
    """Weights so large that every wrong detail shows."""
    for parameter in model.parameters():
        scale = parameter[0].numel() ** -0.5 if parameter.ndim > 1 else 0.2
        parameter.data.normal_(0, 1 if parameter.ndim == 3 else scale)
    for name, parameter in model.named_parameters():
        if name.endswith(("norm.weight", "norm1.weight", "norm2.weight", "gamma")):
            parameter.data.add_(1)


def main():
    inputs, target = load_file(sys.argv[1]), pathlib.Path(sys.argv[2])
    for name, own in MODELS.items():
        arguments = dict(
            patch_size=14, embed_dim=24, depth=2, num_heads=2, init_values=1.0, dynamic_img_size=True, **own
        )
        torch.manual_seed(5)
        model = timm.create_model("vit_small_patch14_dinov2", num_classes=0, **arguments).eval()
        lively(model)
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        save_file(model.state_dict(), folder / "model.safetensors", metadata={"format": "pt"})
        config = {
            "architecture": "vit_small_patch14_dinov2",
            "num_classes": 0,
            "model_args": arguments,
            "pretrained_cfg": {"mean": [0.7, 0.6, 0.5], "std": [0.2, 0.3, 0.4]},
        }
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        expected = {}
        with torch.no_grad():
            for size in SIZES:
                tokens = model.forward_features(inputs[f"image/{size}"])
                expected[f"{size}/x_norm_clstoken"] = tokens[:, 0].contiguous()
                expected[f"{size}/x_norm_patchtokens"] = tokens[:, model.num_prefix_tokens :].contiguous()
        save_file(expected, target / f"{name}_expected.safetensors")


if __name__ == "__main__":
    main()
