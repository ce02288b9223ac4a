"""Whole impressions at 500 ppi, and what the exported chain says of them: the data that the fused embedding is fitted to.

A shard is a function of (fingers, seed, index) and of the exported files; it holds texture embeddings, minutiae, ridge maps and the
estimated pose of --impressions impressions of 32 fingers. Every other shard is mirrored: a mirrored finger is another finger.
Shards that exist are kept, so an interrupted run goes on where it stopped; more shards are always better.

  chain_impressions.py --masters truth-21.pt truth-22.pt --out FOLDER --seed 9001 --impressions 3
"""
import argparse
import glob
import os
import time

import torch
import torch.nn.functional as F

from augmentation import warp
from extraction import FOREGROUND_THRESHOLD, OnnxNetworks, centroid, cut_out
from minutiae_task import decode
from networks import ALIGNED_CROP, POSE_CROP, POSE_SHIFT_SCALE
from onnx_runner import run_onnx
from renderer import Draw
from ridge_maps import read_field
from ridge_patches import MASTER_HALF, axes, expose, print_ridges, smooth

SIDE = 384  # px, 19.5 mm
FINGERS_PER_SHARD = 32
RENDER_BATCH = 16
MASKED_SIDE = 320  # px at 250 ppi kept around the centroid
MINUTIAE_MAX = 70
LEAST_PEAK, LEAST_SKIN = 0.3, 0.5
HERE = os.path.dirname(os.path.abspath(__file__))


def render_impressions(source, rows, generator):
    """source: dictionary of ridge_truth.py. Returns grey f32 [B,1,SIDE,SIDE] 0..255 with dark ridges."""
    draw = Draw(len(rows), generator, SIDE)
    y, x = axes(draw)
    angle, scale = draw.normal(0.22).clamp(-0.7, 0.7), torch.exp(draw.normal(0.015))
    contact_x, contact_y = draw.normal(26), draw.normal(36) + 14
    radius_x = draw.uniform(84, 172)
    radius_y = (radius_x * draw.uniform(1, 1.7)).clamp(max=220)
    middle_x, middle_y = contact_x + draw.normal(14), contact_y + draw.normal(14)
    cosine, sine = torch.cos(angle) * scale, torch.sin(angle) * scale
    finger_x, finger_y = cosine * x + sine * y + middle_x, -sine * x + cosine * y + middle_y
    from_x, from_y = finger_x - contact_x, finger_y - contact_y
    radius = (from_x / radius_x) ** 2 + (from_y / radius_y) ** 2
    slip = radius / (1 + radius)
    wobble = smooth(draw, 4, channels=2) * (draw.uniform(0, 1, 4) ** 2 * 7)
    torsion, drag_x, drag_y = draw.normal(0.05), draw.normal(5), draw.normal(5)
    centres = source['centres'][rows]
    grid_x = finger_x + wobble[:, 0] + (drag_x - torsion * from_y) * slip + centres[:, 0, None, None]
    grid_y = finger_y + wobble[:, 1] + (drag_y + torsion * from_x) * slip + centres[:, 1, None, None]
    grid = torch.stack([(grid_x - MASTER_HALF) / MASTER_HALF, (grid_y - MASTER_HALF) / MASTER_HALF], -1)
    ridges = F.grid_sample(source['masters'][rows][:, None].float() / 127, grid, mode='bilinear', padding_mode='border',
                           align_corners=True)
    skin = F.grid_sample(source['skin'][rows][:, None].float(), grid, mode='bilinear', align_corners=False)
    contact = contact_area(draw, radius, x, y) * (skin > 0.5)
    grey, _ = expose(draw, print_ridges(draw, ridges), contact)
    return (grey.clamp(0, 1) * 255).round()


def contact_area(draw, radius, x, y):
    ragged = smooth(draw, 14) * draw.uniform(0.02, 0.12, 4) + smooth(draw, 60) * draw.uniform(0, 0.08, 4)
    contact = torch.sigmoid((1 - radius[:, None] + ragged) * torch.exp(draw.uniform(2.0, 4.6, 4)))
    for flip, along in ((1, x), (-1, x), (1, y), (-1, y)):
        edge = torch.where(draw.chance(0.14) > 0, draw.uniform(60, 180), torch.full((), 999.0))
        contact = contact * (edge - flip * along + 0.5).clamp(0, 1)[:, None]
    bumps = smooth(draw, 8)
    depth = torch.where(draw.chance(0.15, 4) > 0, draw.uniform(1.0, 2.2, 4), torch.full((), 9.0))
    return contact * (1 - torch.sigmoid((bumps - depth) * 6))


@torch.no_grad()
def extract(networks, grey):
    """grey [N,1,H,W] 0..255 at 500 ppi, H and W multiples of 32 -> texture [N,256], minutiae [N,70,4] and pose [N,3] as
    ridge_maps.found_maps takes them, ridges [N,4,40,40]."""
    normalised, foreground = zip(*(networks.foreground(part) for part in F.avg_pool2d(grey, 2).split(32)))
    normalised, foreground = torch.cat(normalised), torch.cat(foreground)
    masked = normalised * F.interpolate(foreground, scale_factor=8.0, mode='bilinear', align_corners=False)
    crops, middles = [], []
    for one_masked, one_foreground in zip(masked, foreground):
        x, y = centroid(one_foreground[0] * (one_foreground[0] >= FOREGROUND_THRESHOLD))
        half = (MASKED_SIDE - 1) / 2
        middles.append((round(x - half) + half, round(y - half) + half))
        crops.append(cut_out(one_masked, (x, y), MASKED_SIDE))
    crops, middles, zero = torch.stack(crops), torch.tensor(middles), torch.zeros(len(grey))
    found = networks.pose(warp(crops, zero, zero, zero, POSE_CROP))
    dx, dy = found[:, 0] * POSE_SHIFT_SCALE, found[:, 1] * POSE_SHIFT_SCALE
    angle = torch.atan2(found[:, 2], found[:, 3])
    texture = networks.embed(warp(crops, dx, dy, angle, ALIGNED_CROP))
    pose = torch.stack([2 * (middles[:, 0] + dx) + 0.5, 2 * (middles[:, 1] + dy) + 0.5, angle], 1)
    minutiae, field = find_minutiae(networks, grey)
    return {'texture': texture, 'pose': pose, 'minutiae': minutiae, 'ridges': read_field(field, pose)}


def find_minutiae(networks, grey):
    minutiae, fields = torch.zeros(len(grey), MINUTIAE_MAX, 4), []
    for first in range(0, len(grey), 16):
        outputs, _ = run_onnx(os.path.join(networks.folder, 'fingerprint-minutiae.onnx'), {'image': grey[first:first + 16].numpy()})
        peaks, details, field = (torch.from_numpy(outputs[name]) for name in ('peaks', 'details', 'field'))
        fields.append(field)
        for row in range(len(peaks)):
            found = decode(peaks[row], details[row], LEAST_PEAK)
            line, column = ((found[:, at] / 8).long().clamp(0, field.shape[3 - at] - 1) for at in (1, 0))
            found = found[field[row, 2, line, column] > LEAST_SKIN]
            found = found[found[:, 4].argsort(descending=True)[:MINUTIAE_MAX]]
            minutiae[first + row, :len(found)] = found[:, [0, 1, 2, 4]]
    return minutiae, torch.cat(fields)


def load_shards(folder):
    shards = [torch.load(path) for path in sorted(glob.glob(os.path.join(folder, 'impressions-*.pt')))]
    return {name: torch.cat([shard[name] for shard in shards]) for name in shards[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--masters', nargs='+', required=True, help='files of ridge_truth.py')
    parser.add_argument('--models', default=os.path.dirname(HERE))
    parser.add_argument('--seed', type=int, default=9001)
    parser.add_argument('--impressions', type=int, default=3, help='per finger')
    parser.add_argument('--shards', type=int, help='all fingers twice (as they are and mirrored) where not given')
    parser.add_argument('--out', required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    os.makedirs(options.out, exist_ok=True)
    files = [torch.load(path) for path in options.masters]
    source = {name: torch.cat([file[name] for file in files]) for name in ('masters', 'centres', 'skin')}
    networks, per_pass = OnnxNetworks(options.models), len(source['masters']) // FINGERS_PER_SHARD
    for index in range(options.shards or 2 * per_pass):
        path, start = os.path.join(options.out, f'impressions-{options.seed}-{index}.pt'), time.time()
        if os.path.exists(path):
            continue
        first, mirrored = index % per_pass * FINGERS_PER_SHARD, (index % per_pass + index // per_pass) % 2
        rows = torch.arange(first, first + FINGERS_PER_SHARD).repeat_interleave(options.impressions)
        generator = torch.Generator().manual_seed(options.seed + 10_000 * mirrored + first)
        with torch.no_grad():
            grey = torch.cat([render_impressions(source, part, generator) for part in rows.split(RENDER_BATCH)])
        shard = extract(networks, grey.flip(3) if mirrored else grey)
        torch.save({**shard, 'labels': 2 * rows + mirrored}, path + '.new')
        os.replace(path + '.new', path)
        print(f'shard {index}: {(time.time() - start) / len(rows) * 1e3:.0f} ms per impression', flush=True)


if __name__ == '__main__':
    main()
