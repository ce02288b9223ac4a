"""Where the ridges of each master end or fork: an extra training target that points the embedding network at ridge
detail. Without it the network is content with ridge flow for a long time and cannot tell twins apart.

Thins the binarised ridges (Zhang and Suen 1984) and keeps skeleton pixels with crossing number 1 or 3. Writes
density u8 [fingers, CANVAS/4, CANVAS/4]: 255 at a minutia, falling off over about SPREAD px.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F

SPREAD = 3.0  # px
CELL = 4  # px per density cell
THINNING_PASSES = 6  # ridges are at most 4 px wide


def neighbours(skeleton):
    """The eight neighbours clockwise from north, each of skeleton's shape uint8 [B,H,W]."""
    padded = np.pad(skeleton, ((0, 0), (1, 1), (1, 1)))
    height, width = skeleton.shape[1:]
    around = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
    return [padded[:, row:row + height, column:column + width] for row, column in around]


def thin(ridges):
    """ridges uint8 0/1 [B,H,W] -> skeleton of the same shape."""
    skeleton = ridges.copy()
    for _ in range(THINNING_PASSES):
        for half in (0, 1):
            around = neighbours(skeleton)
            north, _, east, _, south, _, west, _ = around
            count = sum(around)
            changes = sum((1 - one) & other for one, other in zip(around, around[1:] + around[:1]))
            removable = (skeleton == 1) & (count >= 2) & (count <= 6) & (changes == 1)
            if half == 0:
                removable &= (north & east & south == 0) & (east & south & west == 0)
            else:
                removable &= (north & east & west == 0) & (north & south & west == 0)
            skeleton[removable] = 0
    return skeleton


def minutiae_map(masters):
    """masters int8 [B,H,W] -> bool [B,H,W], true at ridge endings and bifurcations, none within 8 px of the border."""
    skeleton = thin((masters > 0).astype(np.uint8))
    around = neighbours(skeleton)
    crossings = sum(one != other for one, other in zip(around, around[1:] + around[:1])) // 2
    found = (skeleton == 1) & ((crossings == 1) | (crossings == 3))
    inside = np.zeros(masters.shape[1:], bool)
    inside[8:-8, 8:-8] = True
    return found & inside


def density(found):
    """bool [B,H,W] -> uint8 [B,H/CELL,W/CELL]."""
    axis = torch.arange(-9, 10).float()
    kernel = torch.exp(-(axis**2) / (2 * SPREAD**2))
    points = torch.from_numpy(found)[:, None].float()
    spread = F.conv2d(points, kernel[None, None, None], padding=(0, 9))
    spread = F.conv2d(spread, kernel[None, None, :, None], padding=(9, 0))
    return (F.avg_pool2d(spread, CELL)[:, 0].clamp(max=1) * 255).round().to(torch.uint8)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--masters', required=True)
    parser.add_argument('--out', required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    source, start = torch.load(options.masters), time.time()
    found = [minutiae_map(part.numpy()) for part in source['masters'].split(64)]
    torch.save({'density': torch.cat([density(part) for part in found]), 'centres': source['centres']}, options.out)
    counts = np.concatenate([part.sum((1, 2)) for part in found])
    print(f'{len(counts)} masters in {time.time() - start:.0f} s; minutiae per master: median {np.median(counts):.0f}, '
          f'{np.percentile(counts, 5):.0f} .. {np.percentile(counts, 95):.0f} (5th .. 95th percentile)')


if __name__ == '__main__':
    main()
