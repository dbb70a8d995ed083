"""Weighted kNN over normally distributed features in PyTorch: blocks of queries, a product, top-k, votes.

    neighbours_peer.py IMAGES QUERIES DIM CLASSES

For every line of standard input it classifies the queries and prints the seconds.
"""

import sys
import time

import torch

NEIGHBOURS = (10, 20, 100, 200)
SIMILARITIES = 100_000_000  # at once; more or fewer queries a block are slower


def votes(known, labels, queries, classes):
    similarities, index = (queries @ known.T).topk(max(NEIGHBOURS), dim=1)
    shares = torch.softmax(similarities / 0.07, dim=1)
    for k in NEIGHBOURS:
        yield torch.zeros(len(queries), classes).scatter_add_(1, labels[index[:, :k]], shares[:, :k])


@torch.inference_mode()
def main():
    images, queries, dim, classes = map(int, sys.argv[1:])
    torch.manual_seed(0)
    known = torch.nn.functional.normalize(torch.randn(images, dim))
    asked = torch.nn.functional.normalize(torch.randn(queries, dim))
    labels, wanted = torch.randint(classes, (images,)), torch.randint(classes, (queries,))
    block = max(1, SIMILARITIES // images)
    for _ in sys.stdin:
        start = time.perf_counter()
        right = 0
        for first in range(0, queries, block):
            for probabilities in votes(known, labels, asked[first : first + block], classes):
                right += int((probabilities.argmax(1) == wanted[first : first + block]).sum())
        print(time.perf_counter() - start, right, flush=True)


main()
