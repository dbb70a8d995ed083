"""Met's GAP and classifier, a pickled ground truth, corruption errors, groups of people: our formulas, in float64."""

import math
import pathlib
import pickle

import numpy as np

import fixture
import recipe

NEIGHBOURS = [1, 2, 3, 5, 7, 10, 15, 20, 50]
TEMPERATURES = [0.01, 0.1, 1, 5, 10, 15, 20, 25, 30, 50, 100, 500]


def draw(shape, seed):
    return recipe.draw_image(shape, seed).double().numpy()


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def whitening(train, components):
    train = unit(train)
    values, vectors = np.linalg.eigh(np.cov(train.T))
    first = np.argsort(-values)[:components]
    turned = vectors[:, first] / np.sqrt(values[first])
    return lambda rows: unit((unit(rows) - train.mean(axis=0)) @ turned)


def classify(queries, train, labels, k, temperature):
    """The most similar class among the k nearest images, and its share of a softmax over all classes."""
    predictions, confidences = [], []
    for similarities in queries @ train.T:
        nearest = np.argsort(-similarities, kind="stable")[:k]
        found = np.unique(labels[nearest])
        best = np.array([max(0.0, similarities[nearest][labels[nearest] == c].max()) for c in found])
        exponentials = np.exp(temperature * best)
        missing = len(np.unique(labels)) - len(found)
        predictions.append(int(found[exponentials.argmax()]))
        confidences.append(float(exponentials.max() / (exponentials.sum() + missing)))
    return np.array(predictions), np.array(confidences)


def global_average_precision(truth, predictions, confidences):
    order = np.argsort(-confidences, kind="stable")
    right = (truth == predictions)[order] & (truth[order] >= 0)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float((precision * right).sum() / (truth >= 0).sum())


def met():
    classes, dimension = 8, 24
    centres = draw((classes, dimension), 1300)
    rng = np.random.default_rng(1301)
    labels = {"train": rng.integers(0, classes, 64)}
    for split, count in {"validation": 60, "test": 80}.items():
        labels[split] = np.where(rng.random(count) < 0.4, -1, rng.integers(0, classes, count))
    features = {}
    for seed, (split, of) in enumerate(labels.items(), start=1302):
        noise = draw((len(of), dimension), seed)
        features[split] = np.where(of[:, None] < 0, 0.0, centres[of]) + 1.3 * noise + 0.5
        features[split] = features[split].astype(np.float32).astype(np.float64)
    project = whitening(features["train"], dimension)
    white = {split: project(rows) for split, rows in features.items()}
    best = (-1.0, None, None)
    for k in NEIGHBOURS:
        for temperature in TEMPERATURES:
            results = classify(white["validation"], white["train"], labels["train"], k, temperature)
            gap = global_average_precision(labels["validation"], *results)
            if gap > best[0]:
                best = (gap, k, temperature)
    predictions, confidences = classify(white["test"], white["train"], labels["train"], *best[1:])
    known = labels["test"] >= 0
    scores = {
        "validation_gap": best[0],
        "neighbours": best[1],
        "temperature": best[2],
        "gap": global_average_precision(labels["test"], predictions, confidences),
        "gap_without_distractors": global_average_precision(
            labels["test"][known], predictions[known], confidences[known]
        ),
        "accuracy": float((predictions == labels["test"])[known].mean()),
        "predictions": predictions.tolist(),
        "confidences": confidences.tolist(),
    }
    ten = whitening(features["train"], 10)(features["test"])
    entries = {f"{split}_features": rows.ravel().tolist() for split, rows in features.items()}
    entries |= {f"{split}_labels": of.tolist() for split, of in labels.items()}
    return {"dimension": dimension, **entries, "cosines_of_ten_components": (ten @ ten[0]).tolist(), **scores}


def ground_truth():
    """In the layout of gnd_roxford5k.pkl."""
    return {
        "imlist": [f"place_{i:03}" for i in range(6)],
        "qimlist": ["query_a", "query_b"],
        "gnd": [
            {"bbx": [10.5, 20.0, 110.4, 90.6], "easy": [0, 2], "hard": [3], "junk": [5]},
            {"bbx": [0.0, 0.0, 40.0, 30.0], "easy": [], "hard": [1, 4], "junk": []},
        ],
    }


def corruption_error():
    """mCE over two of the types, relative to AlexNet's mean errors and to another baseline."""
    alexnet = {"gaussian_noise": 0.886428, "fog": 0.819324}
    errors = {"gaussian_noise": [0.41, 0.48, 0.59, 0.73, 0.88], "fog": [0.3, 0.35, 0.42, 0.47, 0.6]}
    baseline = {"gaussian_noise": [0.5, 0.6, 0.7, 0.8, 0.9], "fog": [0.4, 0.5, 0.6, 0.7, 0.8]}
    against_alexnet = {name: np.mean(rows) / alexnet[name] for name, rows in errors.items()}
    against_baseline = {name: sum(rows) / sum(baseline[name]) for name, rows in errors.items()}
    return {
        "errors": errors,
        "baseline": baseline,
        "against_alexnet": {**against_alexnet, "mean": np.mean(list(against_alexnet.values()))},
        "against_baseline": {**against_baseline, "mean": np.mean(list(against_baseline.values()))},
    }


def groups():
    """Buckets of income, and the worst-group gap of accuracy by two columns."""
    names = {1: "low", 2: "medium", 3: "high"}
    incomes = [26, 45, 89, 90, 91, 250.5, 700, 1807, 1809, 5000, 19671]
    rng = np.random.default_rng(1310)
    regions = [["af", "am", "as", "eu"][i] for i in rng.integers(0, 4, 200)]
    hits = (rng.random(200) < np.array([{"af": 0.5, "am": 0.6, "as": 0.7, "eu": 0.8}[r] for r in regions])).astype(int)
    accuracy = {r: float(np.mean(hits[np.array(regions) == r])) for r in sorted(set(regions))}
    return {
        "incomes": incomes,
        "buckets": [names[round(math.log(income) / 3)] for income in incomes],
        "regions": regions,
        "hits": hits.tolist(),
        "accuracy": accuracy,
        "gap": max(accuracy.values()) - min(accuracy.values()),
    }


def main():
    folder = pathlib.Path(fixture.arguments(__doc__).parse_args().output) / "eval"
    fixture.save_json(folder / "met.json", met(), seed=1300, tolerance="abs 1e-4: whitening in float32")
    fixture.save_json(folder / "corruption_error.json", corruption_error(), tolerance="rel 1e-12")
    fixture.save_json(folder / "groups.json", groups(), seed=1310, tolerance="rel 1e-12")
    (folder / "ground_truth.pkl").write_bytes(pickle.dumps(ground_truth(), protocol=2))


if __name__ == "__main__":
    main()
