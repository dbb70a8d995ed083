"""Twelve steps of the reference's training loop on a student that is wide enough for kernels of our own.

The other trajectories in train_step have 48 features in 3 heads of 16, which kernels do not
run; these have 64 in 2 heads of 32, heads of 64 and prototypes in whole chunks. Batches are the same.
"""

import functools
import pathlib

from omegaconf import OmegaConf

import fixture
import recipe
import torch
import train_step

HEAD = {"head_bottleneck_dim": 64, "head_hidden_dim": 64}
SETTINGS = {"dino": {"head_n_prototypes": 256, **HEAD}, "ibot": {"head_n_prototypes": 128, **HEAD}}
VARIANTS = {"centering_shared": "wide_centering_shared", "sinkhorn_separate": "wide_sinkhorn_separate"}


def wide_backbone(patch_size=16, num_register_tokens=0, **options):
    from dinov2.models import vision_transformer

    block = functools.partial(vision_transformer.Block, attn_class=vision_transformer.MemEffAttention)
    return vision_transformer.DinoVisionTransformer(
        patch_size=patch_size,
        embed_dim=64,
        depth=3,
        num_heads=2,
        mlp_ratio=4,
        block_fn=block,
        num_register_tokens=num_register_tokens,
        **options,
    )


def steps(log):
    kept = ("iteration", "losses", "total_loss", "gradient_norms")
    return [{key: step[key] for key in kept} for step in log]


def main():
    options = fixture.arguments(__doc__).parse_args()
    fixture.use_reference(options.reference)
    train_step.bypass_devices()
    from dinov2.models import vision_transformer

    vision_transformer.vit_golden = wide_backbone
    train_step.SETTINGS = OmegaConf.to_container(OmegaConf.merge(train_step.SETTINGS, SETTINGS))
    batches = [train_step.draw_batch(index) for index in range(2)]
    with fixture.process_group():
        for variant, name in VARIANTS.items():
            cfg, log, first, model = train_step.run(variant, batches)
            _, exact_log, _, _ = train_step.run(variant, batches, torch.float64)
            content = {
                "config": OmegaConf.to_container(cfg),
                "steps": steps(log),
                "relative_drift_of_fp32_losses_from_fp64": train_step.drift(log, exact_log),
                "student_after_two_steps": recipe.checksums(first["student_after_two"]),
                "student_at_end": recipe.checksums(dict(model.student.named_parameters())),
                "teacher_at_end": recipe.checksums(dict(model.teacher.named_parameters())),
            }
            path = pathlib.Path(options.output) / "train_step" / f"{name}.json"
            fixture.save_json(path, content, variant=variant, seeds=train_step.SEEDS)


if __name__ == "__main__":
    main()
