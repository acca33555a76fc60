"""The net itself: a small U-Net of separable convolutions, that looks at a page at half its size and below."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.ink.eye import KINDS

WIDTHS = (32, 48, 96, 144, 192)  # channels at a half, a quarter, … a 32nd of the size
DEPTHS = (1, 2, 4, 4, 4)  # blocks on the way down
INKS = 3


def _joined(inward: int, outward: int, size: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(inward, outward, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outward))


class Block(nn.Module):
    """A separable convolution added to its own input: in depth, then across the channels."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.deep = _joined(width, width, 3, groups=width)
        self.across = _joined(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return what stands there, seen in its surroundings."""
        return functional.relu(x + self.across(functional.relu(self.deep(x))))


class Down(nn.Module):
    """Halve the size."""

    def __init__(self, inward: int, outward: int) -> None:
        super().__init__()
        self.deep = _joined(inward, inward, 3, 2, inward)
        self.across = _joined(inward, outward, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return half as many rows and columns."""
        return functional.relu(self.across(functional.relu(self.deep(x))))


class Up(nn.Module):
    """Double the size, and add what was seen there on the way down."""

    def __init__(self, inward: int, outward: int) -> None:
        super().__init__()
        self.across = _joined(inward, outward, 1)
        self.block = Block(outward)

    def forward(self, x: Tensor, beside: Tensor) -> Tensor:
        """Return what is seen at the larger size."""
        larger = functional.interpolate(self.across(x), scale_factor=2.0, mode="nearest")
        return self.block(functional.relu(larger + beside))


class InkNet(nn.Module):
    """From a page (n, 3, height, width), 0..1, to logits of the inks, as large, and of kinds and note, a quarter."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(_joined(3, WIDTHS[0], 3, 2), nn.ReLU())
        self.levels = nn.ModuleList(
            nn.Sequential(*(Block(width) for _ in range(depth))) for width, depth in zip(WIDTHS, DEPTHS, strict=True)
        )
        self.downs = nn.ModuleList(Down(*pair) for pair in pairwise(WIDTHS))
        self.ups = nn.ModuleList(Up(*pair) for pair in zip(WIDTHS[:0:-1], WIDTHS[-2::-1], strict=True))
        self.inks = nn.Sequential(nn.Conv2d(WIDTHS[0], 4 * INKS, 3, padding=1), nn.PixelShuffle(2))
        nn.init.constant_(self.inks[0].bias, -2.0)  # most of a page is paper
        self.coarse = nn.Sequential(Block(WIDTHS[1]), nn.Conv2d(WIDTHS[1], len(KINDS) + 1, 1))

    def forward(self, page: Tensor) -> tuple[Tensor, Tensor]:
        """Return (n, 3, height, width) and (n, kinds + 1, height / 4, width / 4)."""
        seen = [self.levels[0](self.stem(page))]
        for down, level in zip(self.downs, self.levels[1:], strict=True):
            seen.append(level(down(seen[-1])))
        x = seen[-1]
        quarter = x
        for up, beside in zip(self.ups, seen[-2::-1], strict=True):
            quarter, x = x, up(x, beside)
        return self.inks(x), self.coarse(quarter)


class Shipped(nn.Module):
    """The net as it is used: from a page of bytes (1, height, width, 3) to answers in bytes, 255 = sure."""

    def __init__(self, net: InkNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, page: Tensor) -> tuple[Tensor, Tensor]:
        """Return the inks (1, 3, height, width); kinds, of which the sum is 255, and note, at a quarter."""
        inks, coarse = self.net(page.permute(0, 3, 1, 2).float() / 255)
        kinds, note = coarse[:, : len(KINDS)], coarse[:, len(KINDS) :]
        told = torch.cat([kinds.softmax(dim=1), note.sigmoid()], dim=1)
        return (inks.sigmoid() * 255).to(torch.uint8), (told * 255).to(torch.uint8)
