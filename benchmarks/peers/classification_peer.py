"""The classification protocols on cached features by the reference's own modules and by scikit-learn.

    classification_peer.py knn|linear|logistic FOLDER [--reference CHECKOUT] [--steps N] [--seed N]

prints one line of JSON: what it found and the seconds that it took. FOLDER is what `ClassificationSpeed features`
wrote: {train,validation,test}.safetensors with rows (CLS tokens of four blocks, then the mean patch) and labels.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile
import time
import warnings

import numpy as np
import torch
from safetensors.torch import load_file

BLOCKS = 4
RATES = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1]
NEIGHBOURS = [10, 20, 100, 200]


def read(folder, split):
    tensors = load_file(folder / f"{split}.safetensors")
    return tensors["rows"], tensors["labels"].long()


def cls(rows):
    dim = rows.shape[1] // (BLOCKS + 1)
    return rows[:, (BLOCKS - 1) * dim : BLOCKS * dim]


def knn(options):
    from dinov2.eval.knn import KnnModule

    address = f"file://{tempfile.mkdtemp()}/store"
    torch.distributed.init_process_group("gloo", init_method=address, rank=0, world_size=1)
    train, train_labels = read(options.folder, "train")
    test, labels = read(options.folder, "test")
    start = time.perf_counter()
    known = torch.nn.functional.normalize(cls(train), dim=1)
    module = KnnModule(known, train_labels, NEIGHBOURS, 0.07, "cpu", num_classes=int(train_labels.max()) + 1)
    found = module(torch.nn.functional.normalize(cls(test), dim=1))
    result = {"seconds": time.perf_counter() - start}
    for k, probabilities in found.items():
        predicted = probabilities.argmax(1)
        result[f"top1_{k}"] = (predicted == labels).double().mean().item()
        result[f"predicted_{k}"] = predicted.tolist()
    return result


def tokens(rows):
    """What the feature model would give: patches, of which only their mean is looked at, and CLS, block by block."""
    parts = rows.chunk(BLOCKS + 1, dim=1)
    return [(parts[-1].unsqueeze(1), parts[block]) for block in range(BLOCKS)]


def linear(options):
    from dinov2.eval.linear import AllClassifiers, LinearClassifier, create_linear_input, scale_lr

    torch.manual_seed(options.seed)
    train, labels = read(options.folder, "train")
    validation, validation_labels = read(options.folder, "validation")
    test, test_labels = read(options.folder, "test")
    classes, batch = int(labels.max()) + 1, 128
    start = time.perf_counter()
    heads, groups = {}, []
    for blocks in (1, 4):
        for average in (False, True):
            for rate in RATES:
                dim = create_linear_input(tokens(train[:1]), blocks, average).shape[1]
                head = LinearClassifier(dim, blocks, average, num_classes=classes)
                heads[f"{blocks}_{average}_{rate:.5f}".replace(".", "_")] = head
                groups.append({"params": head.parameters(), "lr": scale_lr(rate, batch)})
    classifiers = AllClassifiers(heads)
    optimizer = torch.optim.SGD(groups, momentum=0.9, weight_decay=0)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, options.steps, eta_min=0)
    order = torch.cat([torch.randperm(len(train)) for _ in range(options.steps * batch // len(train) + 1)])
    for step in range(options.steps):
        rows = order[step * batch : (step + 1) * batch]
        outputs = classifiers(tokens(train[rows]))
        losses = {name: torch.nn.CrossEntropyLoss()(output, labels[rows]) for name, output in outputs.items()}
        loss = sum(losses.values())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
    with torch.no_grad():
        found = classifiers(tokens(validation))
        accuracy = {name: (o.argmax(1) == validation_labels).double().mean().item() for name, o in found.items()}
        best = max(accuracy, key=accuracy.get)
        seconds = time.perf_counter() - start
        top1 = (heads[best](tokens(test)).argmax(1) == test_labels).double().mean().item()
    return {"seconds": seconds, "best": best, "validation": accuracy[best], "top1": top1}


def logistic(options):
    from sklearn.linear_model import LogisticRegression

    warnings.simplefilter("ignore")
    (train, labels), (validation, validation_labels), (test, test_labels) = (
        (cls(rows).double().numpy(), labels.numpy())
        for rows, labels in (read(options.folder, split) for split in ("train", "validation", "test"))
    )
    start = time.perf_counter()
    sweep = []
    for strength in 10 ** np.linspace(-6, 5, 45):
        model = LogisticRegression(C=strength, max_iter=1000, tol=1e-12).fit(train, labels)
        logits = train @ model.coef_.T + model.intercept_
        loss = (np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels]).sum()
        objective = strength * loss + (model.coef_**2).sum() / 2
        sweep.append((strength, objective, model.score(validation, validation_labels), int(model.n_iter_[0])))
    strength, _, accuracy, _ = max(sweep, key=lambda row: row[2])
    both = np.concatenate((train, validation)), np.concatenate((labels, validation_labels))
    model = LogisticRegression(C=strength, max_iter=1000, tol=1e-12).fit(*both)
    return {
        "seconds": time.perf_counter() - start,
        "strength": strength,
        "validation": accuracy,
        "top1": model.score(test, test_labels),
        "objectives": [row[1] for row in sweep],
        "accuracies": [row[2] for row in sweep],
        "iterations": [row[3] for row in sweep],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("protocol", choices=("knn", "linear", "logistic"))
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--reference", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.reference:
        os.environ["XFORMERS_DISABLED"] = "1"
        sys.path.insert(0, str(options.reference))
    print(json.dumps(globals()[options.protocol](options)))


if __name__ == "__main__":
    main()
