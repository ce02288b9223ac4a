"""Two fingers in one image at 500 ppi, <pair>_<impression>.pgm, and what is true of each in truth.jsonl: for setting and measuring
what the hub says of fingers that overlap (src/extraction/fingerprint/overlap.ts). Nothing is trained on them.

Both are printed as finger_images.py prints one, the second is moved and turned, the inks are joined, and one imaginary sensor
sees the whole: `darker` (a platen that was not wiped), `screen` (ink over ink) or `average` (two frames). The
second's ink counts by `weight`. Every pair is a function of (seed, pair, impression) alone.

  overlapping_fingers.py --pairs 512 --impressions 2 --seed 921 --out FOLDER [--weights 0.3 1] [--apart]

--apart: the second lies beside the first, about touching, on a wider image.
"""
import argparse
import json
import math
import os

import torch
import torch.nn.functional as F

from finger_images import BATCH, SIDE, WIDTH, contact_area, place
from masters import generate_masters
from renderer import Draw
from ridge_patches import FIELD_CELL, MASTER_HALF, VISIBLE_QUALITY, expose, print_ridges, ridge_quality
from ridge_truth import double_resolution, grown_skin

BLENDS = ('darker', 'screen', 'average')
APART_SIDE = 768  # px at 500 ppi, 39 mm: a sensor on which two fingers find room
CROSSING_ANGLE = math.pi / 6
CM2_OF_CELL = (FIELD_CELL * 2.54 / 500) ** 2
SMALLEST_AREA = 20000  # px, 0.5 cm2: less is no finger to the hub either


def print_finger(draw, masters, skins, centres):
    """Ink and contact of one impression, f32 [B,1,S,S], as finger_images.render_impressions has them before the sensor."""
    grid_x, grid_y, radius = place(draw)
    grid_x, grid_y = grid_x + centres[:, 0, None, None], grid_y + centres[:, 1, None, None]
    grid = torch.stack([(grid_x - MASTER_HALF) / MASTER_HALF, (grid_y - MASTER_HALF) / MASTER_HALF], -1)
    ridges = F.grid_sample(masters[:, None], grid, mode='bilinear', padding_mode='border', align_corners=True)
    skin = F.grid_sample(skins[:, None], grid, mode='bilinear', align_corners=False)
    contact = contact_area(draw, radius) * (skin > 0.5)
    return print_ridges(draw, ridges) * contact, contact


def move(values, turn, shift_x, shift_y):
    """Turned about the middle and shifted by px; nothing where there was nothing."""
    cosine, sine, half = torch.cos(turn), torch.sin(turn), values.shape[-1] / 2
    row = lambda a, b, c: torch.stack([a, b, c], -1)
    matrix = torch.stack([row(cosine, sine, -(cosine * shift_x + sine * shift_y) / half),
                          row(-sine, cosine, (sine * shift_x - cosine * shift_y) / half)], 1)
    return F.grid_sample(values, F.affine_grid(matrix, values.shape, align_corners=False), mode='bicubic',
                         align_corners=False).clamp(0, 1)


def direction(ink):
    """Cosine and sine of twice the direction of the ridges, f32 [B,2,S/8,S/8], over 24 x 24 px."""
    across = F.pad(ink[..., 2:] - ink[..., :-2], (1, 1, 0, 0))
    down = F.pad(ink[..., 2:, :] - ink[..., :-2, :], (0, 0, 1, 1))
    double = torch.cat([across**2 - down**2, 2 * across * down], 1)
    return F.normalize(F.avg_pool2d(F.pad(double, (8, 8, 8, 8)), 24, FIELD_CELL), dim=1)


def crossing_cells(grey, ink, contact, second, touch):
    """Cells of 8 x 8 px, u8 [B,S/8,S/8]: 2 where both prints can be seen and run more than 30 degrees apart, 1 where both can
    be seen, else 0. What is covered by the other's ink, or too faint, is no overlap that anybody could see."""
    visible = [ridge_quality(grey, *print_) > VISIBLE_QUALITY for print_ in ((ink, contact), (second, touch))]
    both = (visible[0] & visible[1])[:, 0]
    apart = (direction(ink) * direction(second)).sum(1) < math.cos(2 * CROSSING_ANGLE)
    return both.to(torch.uint8) + (both & apart).to(torch.uint8)


def render_pairs(fingers, generator, options):
    """fingers: masters, skins, centres of BATCH fingers, each paired with the next. Returns u8 [B,H,W] and truths."""
    side = APART_SIDE if options.apart else SIDE
    draw = Draw(BATCH, generator, side)
    ink, contact = print_finger(draw, *fingers)
    second, touch = print_finger(draw, *[values.roll(1, 0) for values in fingers])
    number = lambda low, high: draw.uniform(low, high, 1)
    turn = torch.where(draw.chance(0.4, 1) > 0, number(-math.pi, math.pi), torch.zeros(()))
    shift_x, shift_y = draw.normal(50, 1), draw.normal(50, 1)
    if options.apart:
        wide = lambda values: values.amax((1, 2)).float().sum(-1) / 2
        shift_x, shift_y, turn = wide(contact > 0.5) + wide(touch > 0.5) + number(-12, 12), draw.normal(30, 1), turn * 0
    second, touch = move(second, turn, shift_x, shift_y), move(touch, turn, shift_x, shift_y)
    if options.apart:
        ink, contact, second, touch = [values.roll(-side // 6, -1) for values in (ink, contact, second, touch)]
    weight = torch.where(draw.chance(0.5, 1) > 0, torch.full((), options.weights[1]), number(*options.weights))
    w = weight[:, None, None, None]
    blend = torch.randint(len(BLENDS), (BATCH,), generator=generator)
    joined = torch.stack([torch.maximum(ink, w * second), 1 - (1 - ink) * (1 - w * second), (ink + w * second) / (1 + w)])
    joined = joined[blend, torch.arange(BATCH)]
    both = (contact > 0.5) & (touch > 0.5)
    area = lambda mask: mask.float().sum((1, 2, 3))
    union = torch.maximum(contact, touch)
    grey, _ = expose(draw, joined, union)
    cells = crossing_cells(grey, ink, contact, second, touch)
    grey = (grey.clamp(0, 1) * 255).round().to(torch.uint8)[:, 0]
    if not options.apart:
        left = (SIDE - WIDTH) // 2
        grey, both, union = grey[:, :, left:left + WIDTH], both[..., left:left + WIDTH], union[..., left:left + WIDTH]
        cells = cells[..., left // FIELD_CELL:(left + WIDTH) // FIELD_CELL]
    overlap, whole, one, other = area(both), area(union > 0.5), area(contact > 0.5), area(touch > 0.5)
    truths = [{'blend': BLENDS[blend[row]], 'weight': float(weight[row]), 'turn': float(turn[row]), 'shift': [float(shift_x[row]), float(shift_y[row])],
               'overlap': float(overlap[row] / whole[row].clamp(min=1)), 'areas': [float(one[row]), float(other[row])],
              'bothCm2': float((cells[row] > 0).sum() * CM2_OF_CELL), 'crossingCm2': float((cells[row] > 1).sum() * CM2_OF_CELL)}
              for row in range(BATCH)]
    return grey, truths, cells


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--pairs', type=int, required=True)
    parser.add_argument('--impressions', type=int, default=2, help='per pair')
    parser.add_argument('--seed', type=int, required=True, help='never one of a training')
    parser.add_argument('--weights', type=float, nargs=2, default=(0.3, 1.0))
    parser.add_argument('--apart', action='store_true')
    parser.add_argument('--maps', action='store_true', help='writes what crossing_cells says of each image beside it')
    parser.add_argument('--out', required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, 'truth.jsonl'), 'w') as truth_file:
        for batch in range(math.ceil(options.pairs / BATCH)):
            generator = torch.Generator().manual_seed(options.seed * 1_000_003 + batch)
            masters, centres, _, _, grown = generate_masters(BATCH, 1, generator)
            fingers = double_resolution(masters), grown_skin(grown), centres * 2 + 0.5
            for impression in range(options.impressions):
                generator.manual_seed((options.seed * 1_000_003 + batch) * 101 + impression + 1)
                for row, (grey, truth, cells) in enumerate(zip(*render_pairs(fingers, generator, options))):
                    if min(truth['areas']) < SMALLEST_AREA:
                        continue
                    name = f'{batch * BATCH + row}_{impression}.pgm'
                    with open(os.path.join(options.out, name), 'wb') as file:
                        file.write(b'P5\n%d %d\n255\n' % (grey.shape[1], grey.shape[0]))
                        file.write(grey.contiguous().numpy().tobytes())
                    if options.maps:
                        cells.contiguous().numpy().tofile(os.path.join(options.out, name + '.cells'))
                    truth_file.write(json.dumps({'file': name, **truth}) + '\n')
            truth_file.flush()


if __name__ == '__main__':
    main()
