"""Ridge maps: what fingerprint-minutiae.onnx says of a finger, in the finger's own frame. The input of the map embedding.

[16, 40, 40], cells of 8 px at 500 ppi around the finger centre (the window of 16.3 mm that fingerprint-pose.md aligns), y
down, fingertip up. Cell (i, j) is centred on q = (8 (j - 19.5), 8 (i - 19.5)).
  0, 1   cos 2t, sin 2t of the ridge orientation in the finger frame, times its confidence and the foreground
  2      foreground
  3      log(period / 9 px), times the foreground
  4..15  minutiae splatted bilinearly on cells of 4 px, four of which make one cell: for each of (presence, presence cos d,
         presence sin d) the quarters (0, 0), (0, 1), (1, 0), (1, 1); d = direction in the finger frame
Training needs no image: impressions are simulated as what the network would have said, with its losses and errors."""
import math

import torch
import torch.nn.functional as F

from minutiae_network import MEAN_PERIOD
from renderer import Draw
from ridge_truth import FIELD_CELL, SIDE

CELLS = 40
CELL = 8.0  # px at 500 ppi
CHANNELS = 16
FALSE_SLOTS = 24


def cell_points(count):
    axis = (torch.arange(CELLS).float() - (CELLS - 1) / 2) * CELL
    y, x = torch.meshgrid(axis, axis, indexing='ij')
    return x[None].expand(count, -1, -1), y[None].expand(count, -1, -1)


def assemble(double, foreground, period, minutiae):
    """double [B,2,40,40] (confidence as its length), foreground and period [B,40,40]; minutiae [B,M,4] = x, y px from the
    finger centre, direction, strength (0: none). -> [B,16,40,40]"""
    log_period = (period / MEAN_PERIOD).clamp(0.4, 2.5).log()
    field = torch.cat([double * foreground[:, None], foreground[:, None], (log_period * foreground)[:, None]], 1)
    return torch.cat([field, quarters(splat(minutiae))], 1)


def splat(minutiae):
    """[B,M,4] -> [B,3,80,80]: shared out bilinearly, which is the product of a tent across and a tent down."""
    x, y, angle, strength = minutiae.unbind(-1)
    middle = (2 * CELLS - 1) / 2
    axis = torch.arange(2 * CELLS).float()
    across = (1 - (x[..., None] / (CELL / 2) + middle - axis).abs()).clamp(min=0)  # [B,M,80]
    down = (1 - (y[..., None] / (CELL / 2) + middle - axis).abs()).clamp(min=0)
    values = torch.stack([strength, strength * torch.cos(angle), strength * torch.sin(angle)], 1)
    return (down[:, None] * values[..., None]).transpose(2, 3) @ across[:, None]


def quarters(fine):
    """[B,C,2H,2W] -> [B,4C,H,W]: F.pixel_unshuffle in operations that every exporter knows."""
    batch, channels, height, width = fine.shape
    cells = fine.reshape(batch, channels, height // 2, 2, width // 2, 2).permute(0, 1, 3, 5, 2, 4)
    return cells.reshape(batch, 4 * channels, height // 2, width // 2)


def read_field(field, pose):
    """field [B,5,H/8,W/8] of the network, pose [B,3] -> cos 2t, sin 2t, foreground, period [B,4,40,40] at the cells of the
    finger frame, not yet turned; zeros outside the image."""
    x, y = cell_points(len(field))
    cosine, sine = torch.cos(pose[:, 2])[:, None, None], torch.sin(pose[:, 2])[:, None, None]
    image_x = pose[:, 0, None, None] + cosine * x - sine * y
    image_y = pose[:, 1, None, None] + sine * x + cosine * y
    height, width = field.shape[2:]
    look = torch.stack([(image_x + 0.5) / (width * FIELD_CELL) * 2 - 1, (image_y + 0.5) / (height * FIELD_CELL) * 2 - 1], -1)
    read = F.grid_sample(field.float(), look, mode='bilinear', padding_mode='zeros', align_corners=False)
    return read[:, [0, 1, 2, 4]]


def found_maps(minutiae, ridges, pose):
    """minutiae [B,M,4] = x, y px at 500 ppi in the image, direction (y up), peak (0: none); ridges of `read_field`; pose
    [B,3] = finger centre x, y px at 500 ppi in the image, angle (renderer.py's convention) -> [B,16,40,40]."""
    angle = pose[:, 2:]
    cosine, sine = torch.cos(angle), torch.sin(angle)
    from_x, from_y = minutiae[..., 0] - pose[:, :1], minutiae[..., 1] - pose[:, 1:2]
    in_finger = torch.stack([cosine * from_x + sine * from_y, -sine * from_x + cosine * from_y, -minutiae[..., 2] - angle,
                             minutiae[..., 3]], -1)
    turn_cos, turn_sin = torch.cos(2 * angle)[..., None], torch.sin(2 * angle)[..., None]
    down_cos, down_sin = ridges[:, 0], -ridges[:, 1]  # y down
    double = torch.stack([down_cos * turn_cos + down_sin * turn_sin, down_sin * turn_cos - down_cos * turn_sin], 1)
    return assemble(double, ridges[:, 2], ridges[:, 3].clamp(min=1), in_finger)


@torch.no_grad()
def simulated_maps(source, rows, flipped, generator, pose_error=1.0):
    """Maps of impressions of the fingers `rows`; `flipped` ones are mirrored (other fingers). [B,16,40,40]"""
    draw = Draw(len(rows), generator)
    x, y = cell_points(draw.count)
    turn, shift_x, shift_y, wobble = finger_to_master(draw, pose_error)
    cosine, sine = torch.cos(turn), torch.sin(turn)
    centre = source['centres'][rows]
    master_x = centre[:, 0, None, None] + cosine * x - sine * y + shift_x + wobble[:, 0]
    master_y = centre[:, 1, None, None] + sine * x + cosine * y + shift_y + wobble[:, 1]
    look = torch.stack([(master_x + 0.5) / SIDE * 2 - 1, (master_y + 0.5) / SIDE * 2 - 1], -1)
    read = lambda values: F.grid_sample(values.float(), look, mode='bilinear', padding_mode='border', align_corners=False)
    contact = contact_cells(draw, x, y) * (read(source['skin'][rows][:, None])[:, 0] > 0.5)
    quality = (torch.sigmoid(draw.normal(1.0) + 2.0 + 1.2 * cells_noise(draw, 4) + 0.8 * cells_noise(draw, 8))) * contact
    double = read(source['orientation'][rows])
    theta = torch.atan2(double[:, 1], double[:, 0]) - 2 * turn
    unsure = (1 - quality)[:, None]
    seen = torch.stack([torch.cos(theta), torch.sin(theta)], 1) * (0.4 + 0.6 * quality)[:, None]
    seen = seen + unsure * 0.5 * torch.cat([cells_noise(draw, 10)[:, None], cells_noise(draw, 10)[:, None]], 1)
    period = read(source['period'][rows][:, None])[:, 0] * torch.exp(draw.normal(0.04) + 0.08 * unsure[:, 0] * cells_noise(draw, 8))
    minutiae = simulated_minutiae(draw, source['minutiae'][rows], centre, (turn, shift_x, shift_y, wobble), contact, quality, theta)
    maps = assemble(seen, contact, period, minutiae)
    return mirrored(maps, flipped)


def finger_to_master(draw, pose_error):
    """What the pose network gets wrong, and how the skin is stretched: turn [B,1,1] rad, shifts [B,1,1] px, [B,2,40,40] px."""
    poor = draw.chance(0.3)
    shift, turn = (4.0 + 7.0 * poor) * pose_error, (0.04 + 0.06 * poor) * pose_error
    wobble = cells_noise(draw, 3)[:, None], cells_noise(draw, 3)[:, None]
    return (draw.normal(1) * turn, draw.normal(1) * shift, draw.normal(1) * shift,
            torch.cat(wobble, 1) * draw.uniform(0, 1, 4) * 6.0)


def cells_noise(draw, nodes):
    noise = torch.randn(draw.count, 1, nodes, nodes, generator=draw.generator)
    return F.interpolate(noise, size=(CELLS, CELLS), mode='bilinear', align_corners=True)[:, 0]


def contact_cells(draw, x, y):
    from_x, from_y = x - draw.normal(30), y - (draw.normal(44) + 14)
    radius_x = draw.uniform(84, 172)
    radius_y = (radius_x * draw.uniform(1.0, 1.7)).clamp(max=220)
    contact = torch.sigmoid((1 - (from_x / radius_x) ** 2 - (from_y / radius_y) ** 2 + 0.08 * cells_noise(draw, 12)) * 14)
    for along in (from_x, -from_x, from_y, -from_y):
        edge = torch.where(draw.chance(0.14) > 0, draw.uniform(50, 160), torch.full((), 999.0))
        contact = contact * ((edge - along) / CELL + 0.5).clamp(0, 1)
    return contact


def simulated_minutiae(draw, truth, centre, movement, contact, quality, theta):
    turn, shift_x, shift_y, wobble = movement
    cosine, sine = torch.cos(turn)[:, :, 0], torch.sin(turn)[:, :, 0]
    known = ~truth[..., 0].isnan()
    x, y, angle, _ = truth.nan_to_num(0).unbind(-1)
    x, y = x - centre[:, :1] - shift_x[:, :, 0], y - centre[:, 1:] - shift_y[:, :, 0]
    look = lambda values, at_x, at_y: F.grid_sample(values, torch.stack([at_x, at_y], -1)[:, None] / (CELLS * CELL / 2),
                                                    padding_mode='zeros', align_corners=False)[:, :, 0]
    at_x, at_y = cosine * x + sine * y, -sine * x + cosine * y
    for _ in range(2):
        moved = look(wobble, at_x, at_y)
        from_x, from_y = x - moved[:, 0], y - moved[:, 1]
        at_x, at_y = cosine * from_x + sine * from_y, -sine * from_x + cosine * from_y
    random = lambda like: torch.rand(like.shape, generator=draw.generator)
    normal = lambda like: torch.randn(like.shape, generator=draw.generator)
    good, touching = look(quality[:, None], at_x, at_y)[:, 0], look(contact[:, None], at_x, at_y)[:, 0]
    kept = known & (touching > 0.5) & (random(x) < (0.35 + 0.65 * good).clamp(max=0.96))
    strength = kept * (0.25 + 0.75 * good * (0.5 + 0.6 * random(x))).clamp(0.3, 1)
    spread = 1.2 + 2.0 * (1 - good)
    real = torch.stack([at_x + spread * normal(x), at_y + spread * normal(x), angle - turn[:, :, 0] + 0.08 * normal(x), strength], -1)
    half = CELLS * CELL / 2
    false_x = (torch.rand(draw.count, FALSE_SLOTS, generator=draw.generator) * 2 - 1) * half
    false_y = (torch.rand(draw.count, FALSE_SLOTS, generator=draw.generator) * 2 - 1) * half
    good, touching = look(quality[:, None], false_x, false_y)[:, 0], look(contact[:, None], false_x, false_y)[:, 0]
    is_found = (touching > 0.5) & (random(false_x) < 0.06 + 0.5 * (1 - good))
    double = look(torch.stack([torch.cos(theta), torch.sin(theta)], 1), false_x, false_y)
    along = 0.5 * torch.atan2(double[:, 1], double[:, 0]) + math.pi * (random(false_x) < 0.5)
    false = torch.stack([false_x, false_y, along, is_found * (0.3 + 0.4 * random(false_x))], -1)
    return torch.cat([real, false], 1)


def mirrored(maps, flipped):
    """Mirrors left and right where `flipped`."""
    if not flipped.any():
        return maps
    part = maps[flipped]
    fine = F.pixel_shuffle(part[:, 4:], 2).flip(3) * torch.tensor([1.0, -1.0, 1.0])[None, :, None, None]
    coarse = part[:, :4].flip(3) * torch.tensor([1.0, -1.0, 1.0, 1.0])[None, :, None, None]
    maps = maps.clone()
    maps[flipped] = torch.cat([coarse, quarters(fine)], 1)
    return maps
