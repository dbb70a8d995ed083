"""One peer at a time, asked over standard input: a line `BATCH SECONDS` brings back the median milliseconds of a batch.

    python peer.py NAME --model vits14 --size 224 --threads 2
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import warnings

import timm
import torch

warnings.filterwarnings("ignore")
ARCHITECTURES = {"vits14": "vit_small_patch14_dinov2", "vitb14": "vit_base_patch14_dinov2", "vitl14": "vit_large_patch14_dinov2"}


class AllTokens(torch.nn.Module):
    """CLS and patch tokens after the final norm."""

    def __init__(self, backbone):
        super().__init__()
        self.backbone = backbone

    def forward(self, images):
        return self.backbone.forward_features(images)


def onnx_file(model, images):
    path = os.path.join(tempfile.mkdtemp(), "model.onnx")
    torch.onnx.export(model, (images,), path, dynamo=False, opset_version=17, input_names=["images"])
    return path


def openvino(model, images, threads, precision):
    import openvino

    settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    compiled = openvino.Core().compile_model(onnx_file(model, images), "CPU", settings)
    request = compiled.create_infer_request()
    return lambda: request.infer({0: images.numpy()})


def onnxruntime(model, images, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(onnx_file(model, images), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"images": images.numpy()})


def pytorch(model, images, dtype, compiled):
    model, images = model.to(dtype), images.to(dtype)
    model = torch.compile(model) if compiled else model
    return lambda: model(images)


def runner(name, model, images, threads):
    runtime, precision = name.rsplit("-", 1)
    if runtime == "openvino":
        return openvino(model, images, threads, {"bf16": "bf16", "fp32": "f32"}[precision])
    if runtime == "onnxruntime":
        return onnxruntime(model, images, threads)
    return pytorch(model, images, {"bf16": torch.bfloat16, "fp32": torch.float32}[precision], runtime == "compile")


def median_milliseconds(run, seconds):
    run()
    times, start = [], time.perf_counter()
    while len(times) < 5 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        run()
        times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--model", choices=ARCHITECTURES, default="vits14")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not mix with the answers
    torch.set_num_threads(options.threads)
    model = AllTokens(timm.create_model(ARCHITECTURES[options.model], img_size=options.size)).eval()
    runners = {}
    for line in sys.stdin:
        batch, seconds = int(line.split()[0]), float(line.split()[1])
        with torch.inference_mode():
            if batch not in runners:
                images = torch.randn(batch, 3, options.size, options.size)
                runners[batch] = runner(options.name, model, images, options.threads)
            print(median_milliseconds(runners[batch], seconds), file=answers, flush=True)


if __name__ == "__main__":
    main()
