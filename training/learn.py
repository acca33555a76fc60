"""Learn from the crops, and write the net down as it ships."""

import time
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from ingest.ink.eye import KINDS, STRIDE
from ingest.scan import Pixels
from training.crops import Crops, stored_crops
from training.net import InkNet, Shipped

BATCH = 8
RATE = 4e-3  # of learning, at its highest
WARM = 0.04  # share of the steps in which it rises to that
STEADY = 0.997  # how much of the averaged weights is kept at each step: the average is what ships
HELD_OUT = 12  # pages that nothing is learned from, to see how it goes
CROSSING = 4.0  # times as much as elsewhere weighs a place where ink lies on print, or beside it
PAPER = 77.0  # of 255: how much paper counts
SELDOM = torch.tensor([1.0, 1.5, 4.0]).view(1, 3, 1, 1)  # print, pen, stamp: the less there is, the more it counts
LEAST_THERE = 200.0  # pixels
KIND_WEIGHT, NOTE_WEIGHT, OVERLAP_WEIGHT = 0.15, 0.25, 0.3  # against the inks
# Rare kinds count for more: the square root of how rare they are.
RARITY = torch.tensor([1.0, 2.0, 1.3, 1.2, 1.5, 1.2, 1.5, 2.2, 1.7])
TOLD_EVERY = 250  # steps


def learn(folder: Path, out: Path, steps: int, seed: int = 1) -> None:
    """Learn from the crops in this folder for so many steps, and write the model; early ones on the way."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    pages = list(stored_crops(folder))
    unseen, seen = _together(pages[:HELD_OUT]), _together(pages[HELD_OUT:])
    del pages  # they are large
    net, steady = InkNet().to(memory_format=torch.channels_last), InkNet()
    steady.load_state_dict(net.state_dict())
    helper = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    begun, order = time.monotonic(), np.zeros(0, np.intp)
    for step in range(1, steps + 1):
        if len(order) < BATCH:
            order = chance.permutation(len(seen.shown))
        batch, order = order[:BATCH], order[BATCH:]
        for group in helper.param_groups:
            group["lr"] = RATE * _pace(step / steps)
        told = _step(net, helper, Crops(*(part[batch] for part in seen)), chance)
        _follow(steady, net, min(STEADY, 1 - 1 / (step + 1)))
        if step % TOLD_EVERY == 0 or step == steps:
            minutes = (time.monotonic() - begun) / 60
            print(f"step {step} of {steps}, {minutes:.1f} min: loss {told:.4f}, {_scores(steady, unseen)}", flush=True)
            export(steady, out)


def export(net: InkNet, out: Path) -> None:
    """Write the net as an ONNX model for pages of any size."""
    out.parent.mkdir(parents=True, exist_ok=True)
    shipped = Shipped(net).eval()
    page = torch.zeros(1, 8 * STRIDE, 8 * STRIDE, 3, dtype=torch.uint8)
    sizes = {1: "height", 2: "width"}
    torch.onnx.export(
        shipped, (page,), str(out), input_names=["page"], output_names=["inks", "coarse"],
        dynamic_axes={"page": sizes, "inks": {2: "height", 3: "width"}, "coarse": {2: "rows", 3: "columns"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip
    net.train()


def _together(pages: list[Crops]) -> Crops:
    return Crops(*(np.concatenate(parts) for parts in zip(*pages, strict=True)))


def _pace(done: float) -> float:
    """Return how fast to learn at this share of the way: rise, then fall along a cosine."""
    return done / WARM if done < WARM else 0.5 * (1 + float(np.cos(np.pi * (done - WARM) / (1 - WARM)))) + 1e-3


def _step(net: InkNet, helper: torch.optim.Optimizer, crops: Crops, chance: np.random.Generator) -> float:
    shown = _varied(torch.from_numpy(crops.shown).permute(0, 3, 1, 2).float() / 255, chance)
    true = torch.from_numpy(crops.inks).permute(0, 3, 1, 2).float() / 255
    # Half the numbers' width costs a third less time, and no accuracy that shows.
    with torch.autocast("cpu", torch.bfloat16):
        inks, coarse = net(shown.contiguous(memory_format=torch.channels_last))
    kinds = torch.from_numpy(crops.kinds.astype(np.int64))
    note = torch.from_numpy(crops.note).float()
    weight = torch.from_numpy(_weights(crops.inks))
    loss = _loss(inks.float(), coarse.float(), true, weight, kinds, note)
    helper.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    helper.step()
    return float(loss.detach())


def _varied(shown: Tensor, chance: np.random.Generator) -> Tensor:
    """Change light and colour a little, page by page; now and then take the colour away, or all shades."""
    count = len(shown)
    gain = torch.from_numpy(chance.uniform(0.85, 1.1, (count, 1, 1, 1)).astype(np.float32))
    dark = torch.from_numpy(chance.uniform(0.0, 0.12, (count, 1, 1, 1)).astype(np.float32))
    shown = (shown * gain + dark * (1 - shown)).clamp(0, 1)
    grey = torch.from_numpy(chance.random(count) < 0.15)
    shown[grey] = shown[grey].mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    stark = torch.from_numpy(chance.random(count) < 0.06)
    black = shown[stark].mean(dim=1, keepdim=True) <= float(chance.uniform(0.5, 0.7))
    shown[stark] = (~black).float().expand(-1, 3, -1, -1)
    return shown


def _weights(inks: Pixels) -> npt.NDArray[np.float32]:
    """Return how much each pixel counts (n, 1, height, width): ink more than paper, and where inks meet most of all."""
    near, close = np.ones((5, 5), np.uint8), np.ones((3, 3), np.uint8)
    weights = []
    for one in inks:
        printed, added = one[:, :, 0], cv2.max(one[:, :, 1], one[:, :, 2])
        meeting = cv2.multiply(cv2.dilate(added, near), cv2.dilate(printed, near), scale=1 / 255)
        weights.append(PAPER + cv2.dilate(cv2.max(printed, added), close).astype(np.float32) + CROSSING * meeting)
    return (np.stack(weights)[:, None] / 255).astype(np.float32)


def _loss(inks: Tensor, coarse: Tensor, true: Tensor, weight: Tensor, kinds: Tensor, note: Tensor) -> Tensor:
    told = functional.binary_cross_entropy_with_logits(inks, true, weight * SELDOM, reduction="sum")
    loss = told / weight.sum() / 3 + OVERLAP_WEIGHT * _overlap(inks.sigmoid(), true)
    where = kinds != 255
    if where.any():
        logits = coarse[:, : len(KINDS)].permute(0, 2, 3, 1)[where]
        loss = loss + KIND_WEIGHT * functional.cross_entropy(logits, kinds[where], RARITY)
    told_note = coarse[:, len(KINDS)]
    loss = loss + NOTE_WEIGHT * functional.binary_cross_entropy_with_logits(told_note, note)
    return loss + NOTE_WEIGHT * OVERLAP_WEIGHT * _overlap(told_note.sigmoid()[:, None], note[:, None])


def _overlap(told: Tensor, true: Tensor) -> Tensor:
    """Return how far the two are from covering each other: 0 when they do, 1 when they do not meet (Dice).

    What is not there at all says nothing here: else a net would soon learn never to see what is rare.
    """
    both, either, there = (part.sum(dim=(0, 2, 3)) for part in (told * true, told + true, true))
    return ((1 - (2 * both + 50) / (either + 50)) * (there > LEAST_THERE)).mean()


def _follow(steady: InkNet, net: InkNet, share: float) -> None:
    with torch.no_grad():
        for mean, new in zip(steady.state_dict().values(), net.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(new, 1 - share)
            else:
                mean.copy_(new)


def _scores(net: InkNet, crops: Crops) -> str:
    """Return in words how well the crops are told that nothing was learned from."""
    net.eval()
    right, told, true, kinds_right, kinds = (np.zeros(3) for _ in range(5))
    with torch.no_grad():
        for at in range(0, len(crops.shown), BATCH):
            part = Crops(*(whole[at : at + BATCH] for whole in crops))
            inks, coarse = net(torch.from_numpy(part.shown).permute(0, 3, 1, 2).float() / 255)
            seen, made = (inks > 0).numpy(), part.inks.transpose(0, 3, 1, 2) > 127
            right, told, true = (
                before + now.sum(axis=(0, 2, 3)) for before, now in ((right, seen & made), (told, seen), (true, made))
            )
            known = part.kinds != 255
            best = coarse[:, : len(KINDS)].argmax(dim=1).numpy()
            kinds_right, kinds = kinds_right + (best[known] == part.kinds[known]).sum(), kinds + known.sum()
    net.train()
    f1 = 2 * right / np.maximum(told + true, 1)
    return (
        f"F1 print {f1[0]:.3f} pen {f1[1]:.3f} stamp {f1[2]:.3f}, kinds right {kinds_right[0] / max(1, kinds[0]):.3f}"
    )
