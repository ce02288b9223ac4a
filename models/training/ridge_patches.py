"""Patches of impressions at 500 ppi with exact truth, for the minutiae network. Dark ridges on anything, any direction of
the finger, many imaginary sensors. A shard of patches is a function of (masters, seed, index) alone: whether another
process rendered it ahead (`ridge_patches.py`, see main) or the training loop does it itself changes nothing.

A shard: grey u8 [P,1,S,S]; minutiae f32 [P,M,5] = x, y px, direction rad (y DOWN), wave (> 0 ending), NaN-padded, and
1 = counts / 0 = cannot be judged from this impression; field f16 [P,5,S/8,S/8] = cos 2t, sin 2t (y DOWN), contact, quality,
period px."""
import argparse
import math
import os
import time

import torch
import torch.nn.functional as F

from renderer import Draw, blur

SIZE = 256  # px
PER_SHARD = 256
RENDER_BATCH = 16
MINUTIAE_MAX = 64
FIELD_CELL = 8
MASTER_HALF = (448 - 1) / 2
VISIBLE_QUALITY = 0.30  # below, nobody could say where the minutia is: neither asked for nor punished
BORDER_DOUBT = 10.0  # px from the border of the contact area where a minutia cannot be told from a cut ridge


def side_of(draw):
    """Pixels a side of what is drawn: a patch, or a whole impression (finger_images.py)."""
    return draw.size or SIZE


def axes(draw):
    """Rows and columns of every pixel from the middle, each [side, side]."""
    axis = torch.arange(side_of(draw)).float() - (side_of(draw) - 1) / 2
    return torch.meshgrid(axis, axis, indexing='ij')


def smooth(draw, nodes, size=None, channels=1):
    """Smooth noise of about `nodes` bumps a side: bicubic to a quarter of the size, then bilinear (much cheaper)."""
    size = size or side_of(draw)
    noise = torch.randn(draw.count, channels, nodes, nodes, generator=draw.generator)
    if nodes < size // 4:
        noise = F.interpolate(noise, size=(size // 4, size // 4), mode='bicubic', align_corners=True)
    return F.interpolate(noise, size=(size, size), mode='bilinear', align_corners=True)


def render_patches(source, rows, generator):
    """source: dictionary of ridge_truth.py, rows: which fingers. Returns grey, minutiae, field (see module header)."""
    draw = Draw(len(rows), generator)
    grid_x, grid_y = place(draw, source['centres'][rows])
    normalised = torch.stack([(grid_x - MASTER_HALF) / MASTER_HALF, (grid_y - MASTER_HALF) / MASTER_HALF], -1)
    ridges = F.grid_sample(source['masters'][rows][:, None].float() / 127, normalised, mode='bilinear',
                           padding_mode='border', align_corners=True)
    # Cells of 8 px: align_corners=False maps the outer edges, which is where the 56 cells end.
    skin = F.grid_sample(source['skin'][rows][:, None].float(), normalised, mode='bilinear', align_corners=False)
    contact = contact_area(draw, skin)
    ink = print_ridges(draw, ridges)
    grey, visible = expose(draw, ink, contact)
    quality = ridge_quality(grey, ridges, visible)
    minutiae = place_minutiae(source['minutiae'][rows], grid_x, grid_y, visible, quality)
    field = ridge_field(source, rows, normalised, grid_x, grid_y, visible, quality)
    return (grey.clamp(0, 1) * 255).round().to(torch.uint8), minutiae, field


def place(draw, centres):
    """Master coordinates (px, 500 ppi) of every patch pixel, with elastic distortion: two [B,S,S]."""
    y, x = axes(draw)
    angle, scale = draw.uniform(0, 2 * math.pi), torch.exp(draw.normal(0.03))
    middle_x = centres[:, 0, None, None] + draw.normal(60)
    middle_y = centres[:, 1, None, None] + draw.normal(70) + 10
    cosine, sine = torch.cos(angle) * scale, torch.sin(angle) * scale
    wobble = smooth(draw, 4, channels=2) * (draw.uniform(0, 1, 4) ** 2 * 8)
    turn_x, turn_y = draw.normal(0.05), draw.normal(0.05)  # dragged skin is sheared and pressed
    grid_x = cosine * x + sine * y + turn_x * y + wobble[:, 0] + middle_x
    grid_y = -sine * x + cosine * y + turn_y * y + wobble[:, 1] + middle_y
    return grid_x.clamp(-60, 508), grid_y.clamp(-60, 508)


def contact_area(draw, skin):
    """Where skin touches: an ellipse with a ragged border, cut by straight sensor edges, holes where pressure lacks."""
    rows, columns = axes(draw)
    angle = draw.uniform(0, math.pi)
    from_x, from_y = columns - draw.normal(55), rows - draw.normal(55)
    along = torch.cos(angle) * from_x + torch.sin(angle) * from_y
    across = -torch.sin(angle) * from_x + torch.cos(angle) * from_y
    radius = draw.uniform(85, 190)
    radius_squared = (across / radius) ** 2 + (along / (radius * draw.uniform(1.0, 1.6))) ** 2
    ragged = smooth(draw, 14) * draw.uniform(0.02, 0.12, 4) + smooth(draw, 48) * draw.uniform(0.0, 0.08, 4)
    contact = torch.sigmoid((1 - radius_squared[:, None] + ragged) * torch.exp(draw.uniform(2.0, 4.6, 4)))
    for flip, axis_values in ((1, columns), (-1, columns), (1, rows), (-1, rows)):
        edge = torch.where(draw.chance(0.10) > 0, draw.uniform(20, 120), torch.full((), 999.0))
        contact = contact * (edge - flip * axis_values + 0.5).clamp(0, 1)[:, None]
    holes = torch.sigmoid((smooth(draw, 7) - torch.where(draw.chance(0.2, 4) > 0, draw.uniform(0.8, 2.2, 4),
                                                         torch.full((), 9.0))) * 6)
    return contact * (1 - holes) * (skin > 0.5)


def print_ridges(draw, ridges):
    """Ridge wave -> ink 0..1: pressure moves the threshold, noise breaks and joins ridges, pores, dry, wet, creases."""
    coarse, medium = smooth(draw, 5), smooth(draw, 14)
    fine = smooth(draw, int(torch.randint(34, 64, (), generator=draw.generator)))
    width = 0.9 + 1.6 * float(torch.rand((), generator=draw.generator))  # px
    grain = blur(torch.randn(draw.count, 1, side_of(draw), side_of(draw), generator=draw.generator), width) * 2 * width * math.pi**0.5
    threshold = draw.uniform(-0.65, 0.65, 4) + 0.3 * draw.uniform(0, 1, 4) * coarse
    noisiness = draw.uniform(0, 1, 4) ** 1.4
    beads = torch.where(draw.chance(0.3, 4) > 0, draw.uniform(0.4, 1.1, 4), draw.uniform(0, 0.4, 4))  # ridges as rows of dots
    ridges = ridges + noisiness * (0.8 * grain * draw.uniform(0.2, 1, 4) + 0.25 * draw.uniform(0, 1, 4) * medium) + beads * fine
    steepness = torch.exp(draw.uniform(math.log(1.6), math.log(12.0), 4))
    ink = torch.sigmoid((ridges - threshold) * steepness)
    pores = sparse_dots(draw, 0.012) * torch.sigmoid((ridges - 0.45) * 8)
    ink = ink * (1 - pores * draw.chance(0.45, 4) * draw.uniform(0.3, 1, 4))
    specks = sparse_dots(draw, 0.004)
    ink = ink + (1 - ink) * specks * draw.chance(0.35, 4) * draw.uniform(0.3, 0.9, 4)
    drops = (sparse_dots(draw, 0.0012, 2.2) * draw.uniform(1, 2.5, 4) - 0.3).clamp(0, 1)
    ink = ink + (1 - ink) * drops * draw.chance(0.12, 4)
    dry = torch.sigmoid((medium + 0.7 * coarse - draw.uniform(0.2, 3.2, 4)) * 3)
    broken = torch.sigmoid((grain + 0.6 * fine - draw.uniform(-0.6, 1.0, 4)) * 4)
    ink = ink * (1 - dry * draw.uniform(0.4, 1, 4) * broken)
    wet = torch.sigmoid((-0.6 * medium - coarse - draw.uniform(0.6, 3.5, 4)) * 3)
    ink = ink + (1 - ink) * wet * draw.uniform(0.2, 0.95, 4)
    return creases(draw, ink, coarse)


def sparse_dots(draw, density, radius=0.9):
    dots = (torch.rand(draw.count, 1, side_of(draw), side_of(draw), generator=draw.generator) < density).float()
    return (blur(dots, radius) * 5.5 * radius * radius).clamp(max=1)


def creases(draw, ink, coarse):
    """White lines across the ridges: a few long ones, and on old or dry skin many short ones in similar directions."""
    rows, columns = axes(draw)
    for row in range(draw.count):
        pick = lambda low, high: float(torch.rand((), generator=draw.generator)) * (high - low) + low
        many = pick(0, 1) < 0.12
        number = int(pick(4, 14)) if many else (int(pick(0, 4)) if pick(0, 1) < 0.45 else 0)
        main = pick(0, math.pi)
        for _ in range(number):
            direction = main + pick(-0.3, 0.3) if many else pick(0, math.pi)
            cosine, sine = math.cos(direction), math.sin(direction)
            across = cosine * columns + sine * rows - pick(-110, 110) + pick(0, 6) * coarse[row, 0]
            along = -sine * columns + cosine * rows - pick(-100, 100)
            length, width = pick(12, 50) if many else pick(20, 150), pick(0.7, 2.5) + 3 * pick(0, 1) ** 4
            gap = torch.exp(-((across / width) ** 2)) * torch.sigmoid((length - along.abs()) * 0.5)
            ink[row, 0] *= 1 - pick(0.5, 1) * gap
    return ink


def expose(draw, ink, contact):
    """Ink and contact -> grey about 0..1 as one of many sensors sees it, and the skin that is still in the picture."""
    valley = draw.uniform(0.5, 1.0, 4)
    ridge = draw.uniform(0, 0.75, 4) ** 1.5 * valley
    style = torch.rand(draw.count, 1, 1, 1, generator=draw.generator)
    background = torch.where(style < 0.7, valley + draw.uniform(-0.12, 0.25, 4), draw.uniform(0, 1, 4))
    ghost = torch.where(draw.chance(0.12, 4) > 0, draw.uniform(0.05, 0.25, 4), torch.zeros(()))
    spray = sparse_dots(draw, 0.02) * F.max_pool2d(F.avg_pool2d(contact, 8), 9, 1, 4).repeat_interleave(8, 2).repeat_interleave(8, 3)
    background = background * (1 - spray * draw.chance(0.15, 4) * draw.uniform(0.2, 0.8, 4))
    background = background - ghost * ink.flip(0) * (1 - contact)  # what the finger before left on the glass
    valleys = valley + draw.uniform(0, 0.12, 4) * smooth(draw, 9)
    grey = background * (1 - contact) + contact * (valleys - (valleys - ridge) * ink)
    grey = grey + 0.12 * draw.uniform(0, 1, 4) ** 2 * smooth(draw, 4)
    sigma = float(torch.rand((), generator=draw.generator)) * 1.6
    if sigma > 0.35:
        grey = blur(grey, sigma)
    white = torch.randn(draw.count, 1, side_of(draw), side_of(draw), generator=draw.generator)
    noise = draw.uniform(0, 1, 4) ** 2
    grey = grey + 0.10 * noise * white
    lines = torch.randn(draw.count, 1, side_of(draw), 1, generator=draw.generator)
    grey = grey + 0.04 * draw.chance(0.15, 4) * draw.uniform(0, 1, 4) * lines
    coarser = float(torch.rand((), generator=draw.generator))
    if coarser < 0.25:  # scanned at another resolution and brought to 500 ppi
        side = int(side_of(draw) * (0.55 + coarser * 2.6))
        grey = F.interpolate(grey, size=(side, side), mode='bilinear', align_corners=False, antialias=True)
        grey = F.interpolate(grey, size=(side_of(draw), side_of(draw)), mode='bilinear', align_corners=False)
    grey = torch.where(draw.chance(0.3, 4) > 0, grey.clamp(0, 1) ** torch.exp(draw.normal(0.5, 4)), grey)
    return frame(draw, grey, contact)


def frame(draw, grey, contact):
    """Now and then the image ends inside the patch: a border of one grey, or the last column repeated."""
    for row in range(draw.count):
        pick = lambda low, high: float(torch.rand((), generator=draw.generator)) * (high - low) + low
        if pick(0, 1) > 0.25:
            continue
        for side in range(4):
            if pick(0, 1) < 0.4:
                depth, level = int(pick(2, 70)), pick(-1, 1)
                flipped = [lambda v: v, lambda v: v.flip(-1), lambda v: v.transpose(-1, -2),
                           lambda v: v.transpose(-1, -2).flip(-1)][side]
                part, skin = flipped(grey[row, 0]), flipped(contact[row, 0])
                part[:, :depth] = part[:, depth:depth + 1].clone() if level < 0 else level
                skin[:, :depth] = 0
                grey[row, 0], contact[row, 0] = unflip(part, side), unflip(skin, side)
    return grey, contact


def unflip(values, side):
    return [lambda v: v, lambda v: v.flip(-1), lambda v: v.transpose(-1, -2),
            lambda v: v.flip(-1).transpose(-1, -2)][side](values)


def ridge_quality(grey, ridges, contact):
    """How much of the true ridge wave can be seen: local correlation over about two ridges, 0..1, [B,1,S/8,S/8]."""
    seen, wave, weight = F.avg_pool2d(-grey, 2), F.avg_pool2d(ridges, 2), F.avg_pool2d(contact, 2)
    mean = lambda values: window(values * weight)
    total = window(weight) + 1e-3
    seen_mean, wave_mean = mean(seen) / total, mean(wave) / total
    covariance = mean(seen * wave) / total - seen_mean * wave_mean
    variance = (mean(seen * seen) / total - seen_mean**2).clamp(min=0) + 3e-5
    wave_variance = (mean(wave * wave) / total - wave_mean**2).clamp(min=0) + 1e-3
    correlation = (covariance / (variance * wave_variance).sqrt()).clamp(0, 1)
    return correlation * F.avg_pool2d(contact, FIELD_CELL)


def window(values):
    """Mean over 20 x 20 px (half resolution in), read every 8 px."""
    padded = F.pad(values, (3, 3, 3, 3), mode='replicate')
    return F.avg_pool2d(padded, 10, 4)


def place_minutiae(minutiae, grid_x, grid_y, contact, quality):
    """Master minutiae -> patch: solves grid(p) = m by fixed-point iteration with the local affine map."""
    count, most = minutiae.shape[:2]
    known = ~minutiae[..., 0].isnan()
    target = torch.where(known[..., None], minutiae[..., :2], torch.zeros(()))
    maps = torch.stack([grid_x, grid_y], 1)
    centre, step = SIZE // 2, SIZE // 4
    across = (maps[:, :, centre, centre + step] - maps[:, :, centre, centre - step]) / (2 * step)
    down = (maps[:, :, centre + step, centre] - maps[:, :, centre - step, centre]) / (2 * step)
    jacobian = torch.stack([across, down], 2)  # d master / d patch
    inverse = torch.linalg.inv(jacobian)
    position = (target - maps[:, :, centre, centre][:, None]) @ inverse.transpose(1, 2) + centre
    read = lambda points: F.grid_sample(maps, (2 * points / (SIZE - 1) - 1)[:, None], padding_mode='border',
                                        align_corners=True)[:, :, 0].transpose(1, 2)

    def solve(goal, start):
        points = start
        for _ in range(6):
            points = points + ((goal - read(points.clamp(0, SIZE - 1))) @ inverse.transpose(1, 2)).clamp(-40, 40)
        return points

    position = solve(target, position)
    ahead = target + 3 * torch.stack([torch.cos(minutiae[..., 2]), torch.sin(minutiae[..., 2])], -1).nan_to_num(0)
    towards = solve(ahead, position) - position
    angle = torch.atan2(towards[..., 1], towards[..., 0])
    look = (2 * position / (SIZE - 1) - 1)[:, None]
    inside = known & (position > 2).all(-1) & (position < SIZE - 3).all(-1)
    touching = F.grid_sample(contact, look, align_corners=True)[:, 0, 0]
    doubt = 1 - F.grid_sample(F.max_pool2d(1 - F.avg_pool2d(contact, 4), 5, 1, 2), look, align_corners=False)[:, 0, 0]
    good = F.grid_sample(quality, look, align_corners=False)[:, 0, 0]
    kept = inside & (touching > 0.25)
    sure = (doubt > 0.5) & (touching > 0.5) & (good > VISIBLE_QUALITY)
    described = torch.cat([position, angle[..., None], minutiae[..., 3:], sure[..., None].float()], -1)
    order = torch.argsort(kept.float(), 1, descending=True)[:, :MINUTIAE_MAX]
    described[~kept] = float('nan')
    return torch.gather(described, 1, order[..., None].expand(-1, -1, 5))


def ridge_field(source, rows, normalised, grid_x, grid_y, contact, quality):
    half = slice(FIELD_CELL // 2, None, FIELD_CELL)
    cells = normalised[:, half, half]
    sample = lambda values: F.grid_sample(values.float(), cells, mode='bilinear', padding_mode='border', align_corners=False)
    double = sample(source['orientation'][rows])
    theta = 0.5 * torch.atan2(double[:, 1], double[:, 0])
    difference = lambda values: (F.pad(values, (0, 1, 0, 1), mode='replicate')[:, half, half],
                                 values.roll(-4, 2)[:, half, half] - values.roll(4, 2)[:, half, half],
                                 values.roll(-4, 1)[:, half, half] - values.roll(4, 1)[:, half, half])
    _, a, b = difference(grid_x)
    _, c, d = difference(grid_y)
    t_x, t_y = torch.cos(theta), torch.sin(theta)
    determinant = (a * d - b * c) / 64
    determinant = torch.where(determinant.abs() < 1e-2, torch.ones(()), determinant)
    image_x, image_y = (d * t_x - b * t_y) / 8 / determinant, (-c * t_x + a * t_y) / 8 / determinant
    angle = torch.atan2(image_y, image_x)
    # Across the ridges the pattern is stretched by the map's inverse: |J^T n| of the unit normal.
    n_x, n_y = -t_y, t_x
    stretch = torch.sqrt((a * n_x + c * n_y) ** 2 + (b * n_x + d * n_y) ** 2) / 8
    period = sample(source['period'][rows][:, None])[:, 0] / stretch.clamp(0.5, 2)
    maps = [torch.cos(2 * angle), torch.sin(2 * angle), F.avg_pool2d(contact, FIELD_CELL)[:, 0], quality[:, 0], period]
    return torch.stack(maps, 1).half()


@torch.no_grad()
def render_shard(source, seed, index):
    """Patches of one shard as a dictionary: the same for the same source, seed and index."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + index)
    parts = []
    for _ in range(PER_SHARD // RENDER_BATCH):
        rows = torch.randint(len(source['masters']), (RENDER_BATCH,), generator=generator)
        parts.append(render_patches(source, rows, generator))
    grey, minutiae, field = (torch.cat(column) for column in zip(*parts))
    return {'grey': grey, 'minutiae': minutiae, 'field': field}


def shard_path(folder, seed, index):
    return os.path.join(folder, f'patches-{seed}-{index}.pt')


def save_shard(source, folder, seed, index):
    path = shard_path(folder, seed, index)
    partial = f'{path}.{os.getpid()}'
    torch.save(render_shard(source, seed, index), partial)
    os.replace(partial, path)


def main():
    parser = argparse.ArgumentParser(description='Renders shards ahead of the training that reads them.')
    parser.add_argument('--masters', required=True, help='file of ridge_truth.py')
    parser.add_argument('--out', required=True)
    parser.add_argument('--seed', type=int, default=31)
    parser.add_argument('--first', type=int, default=0)
    parser.add_argument('--count', type=int, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    os.makedirs(options.out, exist_ok=True)
    source = torch.load(options.masters)
    for index in range(options.first, options.first + options.count):
        start = time.time()
        if not os.path.exists(shard_path(options.out, options.seed, index)):
            save_shard(source, options.out, options.seed, index)
            print(f'shard {index}: {(time.time() - start) / PER_SHARD * 1e3:.1f} ms per patch', flush=True)


if __name__ == '__main__':
    main()
