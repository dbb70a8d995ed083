"""The start of the demo model's last run: six blocks from four.

    python docs/deepen-demo.py DEMO.safetensors DEEP.safetensors

The second and the third block follow themselves once more, with a tenth of their LayerScale, so that the deeper model
begins as good as the shallow one. Needs safetensors and torch.
"""
import json
import sys

from safetensors import safe_open
from safetensors.torch import save_file

BLOCKS = [(0, 1.0), (1, 1.0), (1, 0.1), (2, 1.0), (2, 0.1), (3, 1.0)]

source, target = sys.argv[1:]
with safe_open(source, "pt") as file:
    metadata = dict(file.metadata())
    tensors = {name: file.get_tensor(name) for name in file.keys()}
deep = {name: tensor for name, tensor in tensors.items() if not name.startswith("blocks.")}
for number, (block, scale) in enumerate(BLOCKS):
    for name, tensor in tensors.items():
        if name.startswith(f"blocks.{block}."):
            factor = scale if name.endswith("gamma") else 1.0
            deep[name.replace(f"blocks.{block}.", f"blocks.{number}.", 1)] = (tensor * factor).clone()
config = json.loads(metadata["dino4j.config"])
config["depth"] = len(BLOCKS)
metadata["dino4j.config"] = json.dumps(config)
save_file(deep, target, metadata)
