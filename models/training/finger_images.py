"""Whole impressions of held-out fingers as image files at 500 ppi, <finger>_<impression>.pgm, for measuring and calibrating
what comes after the networks with the hub's own extraction (`npm run bench`). Nothing is trained on them.

The printing is that of ridge_patches.py (beads, drops, pores, creases, many imaginary sensors, borders), which the embedding
network never saw; the placement is that of renderer.py. Every impression of a finger is drawn anew: another sensor, another
pressure, another part of the finger. File k of a finger is a function of (seed, finger, k) alone, so that an interrupted run
goes on where it stopped, and more fingers change nothing about the earlier ones.

Some show faintly what the finger before left on the glass: impression k of finger 16 b + i that of finger 16 b + 15 - i. These two are
no strangers to one another (bench/identification-accuracy/residues.ts).

  finger_images.py --fingers 1500 --impressions 3 --seed 901 --out FOLDER
"""
import argparse
import math
import os
import time

import torch
import torch.nn.functional as F

from masters import generate_masters
from renderer import Draw
from ridge_patches import MASTER_HALF, axes, expose, print_ridges, smooth
from ridge_truth import double_resolution, grown_skin

SIDE = 416  # px at 500 ppi, 21 mm
WIDTH = 352  # px kept, 18 mm
BATCH = 16  # fingers grown and printed together; part of what a seed means


def render_impressions(masters, skins, centres, generator):
    """masters f32 [B,448,448], skins f32 [B,56,56], centres f32 [B,2]. Returns u8 [B,SIDE,WIDTH], dark ridges."""
    draw = Draw(len(masters), generator, SIDE)
    grid_x, grid_y, radius = place(draw)
    grid_x, grid_y = grid_x + centres[:, 0, None, None], grid_y + centres[:, 1, None, None]
    grid = torch.stack([(grid_x - MASTER_HALF) / MASTER_HALF, (grid_y - MASTER_HALF) / MASTER_HALF], -1)
    ridges = F.grid_sample(masters[:, None], grid, mode='bilinear', padding_mode='border', align_corners=True)
    skin = F.grid_sample(skins[:, None], grid, mode='bilinear', align_corners=False)
    ink = print_ridges(draw, ridges)
    grey, _ = expose(draw, ink, contact_area(draw, radius) * (skin > 0.5))
    left = (SIDE - WIDTH) // 2
    return (grey.clamp(0, 1) * 255).round().to(torch.uint8)[:, 0, :, left:left + WIDTH]


def place(draw):
    """Finger frame (px, 500 ppi) of every pixel with elastic distortion, and the squared elliptical radius of the contact."""
    image_y, image_x = axes(draw)
    angle, scale = draw.uniform(-0.6, 0.6), torch.exp(draw.normal(0.02))
    contact_x, contact_y = draw.normal(30), draw.normal(42) + 14
    radius_x = draw.uniform(88, 172)
    radius_y = (radius_x * draw.uniform(1.0, 1.7)).clamp(max=220)
    crop_x, crop_y = contact_x + draw.normal(14), contact_y + draw.normal(14)
    cosine, sine = torch.cos(angle) * scale, torch.sin(angle) * scale
    finger_x = cosine * image_x + sine * image_y + crop_x
    finger_y = -sine * image_x + cosine * image_y + crop_y
    from_x, from_y = finger_x - contact_x, finger_y - contact_y
    radius = (from_x / radius_x) ** 2 + (from_y / radius_y) ** 2
    slip = radius / (1 + radius)
    wobble = smooth(draw, 4, channels=2) * (draw.uniform(0, 1, 4) ** 2 * 8)
    torsion, drag_x, drag_y = draw.normal(0.05), draw.normal(5), draw.normal(5)
    return (finger_x + wobble[:, 0] + (drag_x - torsion * from_y) * slip,
            finger_y + wobble[:, 1] + (drag_y + torsion * from_x) * slip, radius)


def contact_area(draw, radius):
    """Ellipse with a ragged border, holes where pressure lacks, now and then cut by a straight sensor edge."""
    ragged = smooth(draw, 18) * draw.uniform(0.02, 0.12, 4) + smooth(draw, 60) * draw.uniform(0.0, 0.08, 4)
    contact = torch.sigmoid((1 - radius[:, None] + ragged) * torch.exp(draw.uniform(2.0, 4.6, 4)))
    rows, columns = axes(draw)
    for side in (columns, -columns, rows, -rows):
        edge = torch.where(draw.chance(0.12) > 0, draw.uniform(50, 150), torch.full((), 999.0))
        contact = contact * (edge - side + 0.5).clamp(0, 1)[:, None]
    holes = torch.sigmoid((smooth(draw, 9) - torch.where(draw.chance(0.2, 4) > 0, draw.uniform(0.8, 2.2, 4),
                                                         torch.full((), 9.0))) * 6)
    return contact * (1 - holes)


@torch.no_grad()
def write_batch(options, batch):
    """Fingers batch * BATCH ... of the run."""
    numbers = range(batch * BATCH, min((batch + 1) * BATCH, options.fingers))
    path = lambda number, impression: os.path.join(options.out, f'{number}_{impression}.pgm')
    if all(os.path.exists(path(number, options.impressions - 1)) for number in numbers):
        return 0
    generator = torch.Generator().manual_seed(options.seed * 1_000_003 + batch)
    masters, centres, _, _, grown = generate_masters(BATCH, 1, generator)
    masters, skins, centres = double_resolution(masters), grown_skin(grown), centres * 2 + 0.5
    for impression in range(options.impressions):
        generator.manual_seed((options.seed * 1_000_003 + batch) * 101 + impression + 1)
        for number, grey in zip(numbers, render_impressions(masters, skins, centres, generator)):
            with open(path(number, impression), 'wb') as file:
                file.write(b'P5\n%d %d\n255\n' % (WIDTH, SIDE))
                file.write(grey.contiguous().numpy().tobytes())
    return len(numbers) * options.impressions


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--fingers', type=int, required=True)
    parser.add_argument('--impressions', type=int, default=3, help='per finger')
    parser.add_argument('--seed', type=int, required=True, help='never one of a training')
    parser.add_argument('--part', default='0/1', help='0/2 and 1/2 side by side make what 0/1 makes')
    parser.add_argument('--out', required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    os.makedirs(options.out, exist_ok=True)
    start, written = time.time(), 0
    part, parts = map(int, options.part.split('/'))
    for done, batch in enumerate(range(part, math.ceil(options.fingers / BATCH), parts), 1):
        written += write_batch(options, batch)
        if done % 10 == 0 and written:
            print(f'{(batch + 1) * BATCH} fingers, {(time.time() - start) / written * 1e3:.0f} ms per impression', flush=True)


if __name__ == '__main__':
    main()
