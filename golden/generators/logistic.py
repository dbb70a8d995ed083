"""Multinomial logistic regression of scikit-learn over a sweep of C, with its objective and accuracy."""

import pathlib
import warnings

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

import fixture
import recipe

CLASSES, DIMENSION = 5, 8


def images(count, seed):
    """Classes overlap, and the features have unlike scales, as those of a network do."""
    centers = recipe.draw_image((CLASSES, DIMENSION), 1130)
    labels = torch.randint(0, CLASSES, (count,), generator=torch.Generator().manual_seed(seed))
    noise = recipe.draw_image((count, DIMENSION), seed + 1)
    scale = torch.logspace(-1, 1, DIMENSION)
    return (centers[labels] + 1.5 * noise) * scale, labels


def objective(model, strength, features, labels):
    logits = features @ model.coef_.T + model.intercept_
    largest = logits.max(1, keepdims=True)
    logarithm = np.log(np.exp(logits - largest).sum(1)) + largest[:, 0]
    loss = (logarithm - logits[np.arange(len(labels)), labels]).sum()
    return strength * loss + (model.coef_**2).sum() / 2


def main():
    options = fixture.arguments(__doc__).parse_args()
    folder = pathlib.Path(options.output) / "eval"
    warnings.simplefilter("ignore")
    train, train_labels = images(150, 1131)
    test, test_labels = images(60, 1133)
    x, y = train.double().numpy(), train_labels.numpy()
    sweep = []
    for power in np.linspace(-6, 5, 12):
        strength = 10**power
        model = LogisticRegression(C=strength, max_iter=100_000, tol=1e-12).fit(x, y)
        sweep.append(
            {
                "strength": strength,
                "objective": objective(model, strength, x, y),
                "accuracy": model.score(test.double().numpy(), test_labels.numpy()),
            }
        )
    fixture.save_tensors(
        folder / "logistic.safetensors",
        {
            "train_features": train,
            "train_labels": train_labels,
            "test_features": test,
            "test_labels": test_labels,
        },
        seed=1130,
    )
    fixture.save_json(
        folder / "logistic.json", {"sweep": sweep}, seed=1130, tolerance="objective rel 1e-6"
    )


if __name__ == "__main__":
    main()
