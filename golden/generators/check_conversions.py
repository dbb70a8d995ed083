"""Loads files written by `dino4j models convert` in the libraries they are meant for, strictly, and
compares what the libraries compute from them with what they compute from the original.

    python check_conversions.py ORIGINAL_FOLDER CONVERTED...

ORIGINAL_FOLDER is golden/checkpoints of the test resources. A converted file is called ORIGINAL_to_LAYOUT[.suffix], such as
hugging_face_reg4_to_timm or timm_plain_to_meta.pth.
"""

import pathlib
import sys

import safetensors.torch
import timm
import torch
import transformers


def hugging_face(folder):
    config = transformers.AutoConfig.from_pretrained(folder)
    kind = getattr(transformers, config.architectures[0])
    model, report = kind.from_pretrained(folder, output_loading_info=True)
    wrong = {key: value for key, value in report.items() if value}
    assert not wrong, wrong
    return lambda images: model.eval()(images).last_hidden_state


def timm_model(folder):
    model = timm.create_model(f"local-dir:{folder}", pretrained=True).eval()
    state = safetensors.torch.load_file(folder / "model.safetensors")
    model.load_state_dict(state, strict=True)
    return model.forward_features


def state_dict(path):
    if path.suffix == ".pth":
        return torch.load(path, weights_only=True)
    return safetensors.torch.load_file(path)


@torch.no_grad()
def main():
    originals = pathlib.Path(sys.argv[1])
    torch.manual_seed(0)
    image = torch.randn(2, 3, 98, 98)  # the native size, at which all libraries agree
    for path in map(pathlib.Path, sys.argv[2:]):
        source, _, layout = path.name.partition("_to_")
        shape = source.rpartition("_")[2]
        meta = torch.load(originals / f"{shape}.pth", weights_only=True)
        reference = hugging_face(originals / f"hugging_face_{shape}")(image)
        layout = layout.split(".")[0]
        if layout in ("meta", "dino4j"):
            state = state_dict(path)
            assert state.keys() == meta.keys(), state.keys() ^ meta.keys()
            exact = [k for k in meta if not torch.equal(state[k], meta[k])]
            print(f"{path.name}: same names; tensors that differ: {exact or 'none'}")
        else:
            model = hugging_face(path) if layout == "hugging_face" else timm_model(path)
            if layout == "hugging_face":
                transformers.AutoImageProcessor.from_pretrained(path)
            gap = (model(image) - reference).abs().max().item()
            assert gap < 2e-5, (path, gap)
            print(f"{path.name}: loads strictly, features differ by {gap:.1e}")


if __name__ == "__main__":
    main()
