"""Renders a pool of impressions that pose and embedding training share: one rendering serves both networks many times.

Rendering costs more than a training step, so each impression is rendered once in the sensor frame and every use of it
gets a fresh warp, mask and mirror flip (see augmentation.py). Written as a pair of files:
<out>.npy int8 [fingers, impressions, SIZE, SIZE] = 80 * normalised grey, <out>.truth.pt = masks, poses, labels.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F

from normalisation import normalise
from renderer import render_impressions

SIZE = 192  # px
STORED_PER_UNIT = 80  # int8 steps per unit of normalised grey (clip 1.5 -> 120)
BATCH = 32


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--masters', required=True)
    parser.add_argument('--impressions', type=int, default=8, help='per finger')
    parser.add_argument('--seed', type=int, default=11)
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--out', required=True, help='path without extension')
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    generator = torch.Generator().manual_seed(options.seed)
    source = torch.load(options.masters)
    count = len(source['masters'])
    pool = np.lib.format.open_memmap(options.out + '.npy', 'w+', np.int8, (count, options.impressions, SIZE, SIZE))
    masks = torch.zeros(count, options.impressions, SIZE // 8, SIZE // 8, dtype=torch.uint8)
    poses = torch.zeros(count, options.impressions, 3)
    start, done = time.time(), 0
    with torch.no_grad():
        for impression in range(options.impressions):
            for first in range(0, count, BATCH):
                rows = slice(first, min(first + BATCH, count))
                grey, contact, pose = render_impressions(source['masters'][rows], source['centres'][rows], generator)
                # Sensors deliver 8 bits.
                grey = (grey.clamp(0, 1) * 255).round() / 255
                pool[rows, impression] = (normalise(grey)[:, 0] * STORED_PER_UNIT).round().to(torch.int8).numpy()
                masks[rows, impression] = (F.avg_pool2d(contact, 8)[:, 0] * 255).round().to(torch.uint8)
                poses[rows, impression] = pose
                done += len(pose)
            print(f'{done} impressions, {(time.time() - start) / done * 1e3:.2f} ms each', flush=True)
    pool.flush()
    torch.save({'masks': masks, 'poses': poses, 'classes': source['classes'], 'fields': source['fields']},
               options.out + '.truth.pt')


if __name__ == '__main__':
    main()
