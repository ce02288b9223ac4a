"""Synthetic master fingerprints: the noise-free ridge pattern of whole fingers that never existed.

The recipe follows SFinGe (Cappelli, Maio, Maltoni): an orientation field from loops and deltas, then ridges grown out of
random noise by repeated oriented filtering. Where growing regions meet, ridges end or fork: the noise decides the minutiae
and with them the identity. `ridge_growths` greater than 1 grows several "twins" on one orientation field: different
fingers that agree in pattern class, flow and ridge period and differ only in their minutiae, the hardest non-mated pairs.

Everything is at 250 ppi (1 px = 0.1016 mm). A master is int8 [CANVAS, CANVAS], +127 = ridge, -127 = valley. Its
*finger centre* (the origin of the finger frame used by pose and embedding) lies CENTRE_BELOW_CORE px below the upper
core; for a plain arch below the point of steepest arching. A landmark that can be seen in an image can be predicted
from it; the middle of the canvas could not.
"""
import argparse
import math
import time

import torch
import torch.nn.functional as F

CANVAS = 224  # px
GROWTH_PERIOD = 4.5  # px between ridges while growing; the skin warp turns it into 3.6 .. 5.8 px (7.2 .. 11.5 px at 500 ppi)
UNIT = 88.0  # px, about 9 mm: the length unit of the orientation model
ORIENTATIONS = 16  # filters in the bank
FILTER_SIZE = 13  # px
GROWTH_STEPS = 14
CENTRE_BELOW_CORE = 10.0  # px
# Left loop, right loop, whorl, plain arch, tented arch: natural frequencies (Wilson et al. 1993, as used by SFinGe).
CLASS_FREQUENCIES = (0.338, 0.317, 0.279, 0.037, 0.029)
LEFT_LOOP, RIGHT_LOOP, WHORL, ARCH, TENTED_ARCH = range(5)


def generate_masters(field_count, ridge_growths, generator):
    """Returns (masters int8 [field_count*ridge_growths, CANVAS, CANVAS], centres f32 [.., 2] as x, y px,
    classes int64 [..], fields int64 [..]: the index of the shared orientation field, grown bool [.., CANVAS, CANVAS]: false
    where a small finger does not fill the canvas and the pattern is its own mirror image)."""
    theta, core, classes = sample_orientation_fields(field_count, generator)
    weights = orientation_weights(theta)
    period_scale = (1 + 0.10 * torch.randn(field_count, generator=generator)).clamp(0.8, 1.28)
    warp = 0.035 * smooth_noise(field_count, 2, 4, CANVAS, generator)
    grid = skin_grid(period_scale, warp)
    centre = forward_point(core, period_scale, warp)
    centre[:, 1] += CENTRE_BELOW_CORE
    growths = []
    for _ in range(ridge_growths):
        ridges = grow_ridges(weights, generator)
        ridges = F.grid_sample(ridges, grid, mode='bilinear', padding_mode='reflection', align_corners=True)
        growths.append((ridges[:, 0] * 127).round().clamp(-127, 127).to(torch.int8))
    masters = torch.stack(growths, 1).flatten(0, 1)
    repeat = lambda values: values.repeat_interleave(ridge_growths, 0)
    grown = grid.abs().amax(3) <= 1
    return masters, repeat(centre), repeat(classes), repeat(torch.arange(field_count)), repeat(grown)


def smooth_noise(count, channels, nodes, size, generator):
    """Gaussian noise on a nodes x nodes grid, bicubic to [count, channels, size, size]."""
    noise = torch.randn(count, channels, nodes, nodes, generator=generator)
    return F.interpolate(noise, size=(size, size), mode='bicubic', align_corners=True)


def canvas_coordinates():
    """u (right) and v (up) of every canvas pixel in UNIT lengths from the canvas middle, each [1, CANVAS, CANVAS]."""
    rows, columns = torch.meshgrid(torch.arange(CANVAS).float(), torch.arange(CANVAS).float(), indexing='ij')
    return ((columns - CANVAS / 2) / UNIT)[None], (-(rows - CANVAS / 2) / UNIT)[None]


def sample_orientation_fields(count, generator):
    """Zero-pole orientation model (Sherlock and Monro) with Vizcaya-Gerhardt style periodic corrections.

    Returns theta [count, CANVAS, CANVAS] (radians modulo pi, y up), the core point [count, 2] (x, y px) and classes."""
    uniform = lambda low, high: torch.rand(count, generator=generator) * (high - low) + low
    plane = lambda values: values[:, None, None]
    u, v = canvas_coordinates()
    classes = torch.multinomial(torch.tensor(CLASS_FREQUENCIES), count, True, generator=generator)
    is_whorl, is_arch, is_tented = classes == WHORL, classes == ARCH, classes == TENTED_ARCH
    side = torch.where(classes == LEFT_LOOP, -1.0, 1.0)

    core_u, core_v = uniform(-0.08, 0.08), uniform(0.0, 0.25)
    delta_u = torch.where(is_tented, uniform(-0.06, 0.06), side * uniform(0.4, 0.75))
    delta_u = torch.where(is_whorl, uniform(0.45, 0.8), delta_u)
    delta_v = torch.where(is_tented, core_v - uniform(0.3, 0.6), uniform(-0.85, -0.4))
    lower_core_u, lower_core_v = core_u + uniform(-0.2, 0.2), core_v - uniform(0.18, 0.65)
    second_delta_u, second_delta_v = -uniform(0.45, 0.8), uniform(-0.85, -0.4)

    def angle_around(point_u, point_v):
        angle = torch.atan2(v - plane(point_v), u - plane(point_u))
        correction = torch.zeros_like(angle)
        for harmonic in (1, 2, 3):
            cosine, sine = plane(uniform(-1, 1)), plane(uniform(-1, 1))
            correction += 0.25 / harmonic * (cosine * torch.cos(harmonic * angle) + sine * torch.sin(harmonic * angle))
        return angle + correction

    theta = 0.5 * (angle_around(core_u, core_v) - angle_around(delta_u, delta_v))
    second = 0.5 * (angle_around(lower_core_u, lower_core_v) - angle_around(second_delta_u, second_delta_v))
    theta = theta + plane(is_whorl.float()) * second
    tip_bend = plane(uniform(0.15, 0.6))  # ridges bend around the fingertip
    theta = theta - tip_bend * u * torch.sigmoid(2.5 * (v + 0.3))
    arch_height, arch_v, arch_width = uniform(0.5, 1.3), uniform(-0.25, 0.15), uniform(0.9, 1.2)
    arch = torch.atan(-plane(arch_height) * torch.exp(-(((v - plane(arch_v)) / 0.55) ** 2))
                      * torch.sin(math.pi * u.clamp(-1, 1) / plane(arch_width))) - 0.25 * tip_bend * u
    theta = torch.where(plane(is_arch), arch, theta)
    theta = theta + 0.10 * smooth_noise(count, 1, 4, CANVAS, generator)[:, 0]
    theta = theta + 0.05 * smooth_noise(count, 1, 8, CANVAS, generator)[:, 0]

    core_u = torch.where(is_arch, torch.zeros(()), core_u)
    core_v = torch.where(is_arch, arch_v + 0.1, core_v)
    core = torch.stack([CANVAS / 2 + UNIT * core_u, CANVAS / 2 - UNIT * core_v], 1)
    return theta, core, classes


def orientation_weights(theta):
    """Interpolation weights between the two nearest filters, bf16 [count, ORIENTATIONS, CANVAS, CANVAS]."""
    position = (theta % math.pi) / math.pi * ORIENTATIONS
    lower = position.floor()
    upper_weight = position - lower
    lower = lower.long() % ORIENTATIONS
    weights = torch.zeros(theta.shape[0], ORIENTATIONS, CANVAS, CANVAS)
    weights.scatter_(1, lower[:, None], (1 - upper_weight)[:, None])
    weights.scatter_add_(1, ((lower + 1) % ORIENTATIONS)[:, None], upper_weight[:, None])
    return weights.to(torch.bfloat16)


def ridge_filters():
    """Zero-mean Gabor filters with about three lobes, bf16 [ORIENTATIONS, 1, FILTER_SIZE, FILTER_SIZE]."""
    radius = FILTER_SIZE // 2
    rows, columns = torch.meshgrid(torch.arange(-radius, radius + 1).float(),
                                   torch.arange(-radius, radius + 1).float(), indexing='ij')
    filters = []
    for index in range(ORIENTATIONS):
        angle = math.pi * index / ORIENTATIONS
        across = -columns * math.sin(angle) - rows * math.cos(angle)
        along = columns * math.cos(angle) - rows * math.sin(angle)
        envelope = torch.exp(-across**2 / (2 * (0.42 * GROWTH_PERIOD) ** 2) - along**2 / (2 * (0.60 * GROWTH_PERIOD) ** 2))
        wave = torch.cos(2 * math.pi * across / GROWTH_PERIOD)
        kernel = wave * envelope
        kernel = kernel - envelope * (kernel.sum() / envelope.sum())
        filters.append(kernel / (kernel * wave).sum())
    return torch.stack(filters)[:, None].to(torch.bfloat16)


def grow_ridges(weights, generator):
    """Iterates noise -> oriented filter -> soft clip. Returns f32 [count, 1, CANVAS, CANVAS] in -1..1."""
    filters = ridge_filters()
    ridges = 0.5 * torch.randn(weights.shape[0], 1, CANVAS, CANVAS, generator=generator)
    for _ in range(GROWTH_STEPS):
        responses = F.conv2d(ridges.to(torch.bfloat16), filters, padding=FILTER_SIZE // 2)
        ridges = (responses * weights).sum(1, keepdim=True).float()
        level = ridges.abs().mean((1, 2, 3), keepdim=True).clamp_min(0.05)
        ridges = torch.tanh(1.1 * ridges / level)
    return ridges


def skin_grid(period_scale, warp):
    """Sampling grid (grid_sample units) that stretches the grown pattern to the finger's own ridge period."""
    axis = torch.linspace(-1, 1, CANVAS)
    rows, columns = torch.meshgrid(axis, axis, indexing='ij')
    scale = period_scale[:, None, None]
    return torch.stack([columns[None] / scale + warp[:, 0], rows[None] / scale + warp[:, 1]], -1)


def forward_point(point, period_scale, warp):
    """Where a point of the grown pattern (px) lies after `skin_grid`: solves g/scale + warp(g) = p by iteration."""
    half = (CANVAS - 1) / 2
    target = (point - half) / half
    scale = period_scale[:, None]
    position = target * scale
    for _ in range(6):
        local = F.grid_sample(warp, position.clamp(-1, 1)[:, None, None], align_corners=True)[:, :, 0, 0]
        position = (target - local) * scale
    return position * half + half


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--fields', type=int, default=2048, help='orientation fields')
    parser.add_argument('--ridge-growths', type=int, default=2, help='fingers (twins) per orientation field')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--out', required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    generator = torch.Generator().manual_seed(options.seed)
    start, parts, batch = time.time(), [], 16
    with torch.no_grad():
        for first in range(0, options.fields, batch):
            masters, centres, classes, fields, grown = generate_masters(min(batch, options.fields - first),
                                                                        options.ridge_growths, generator)
            parts.append((masters, centres, classes, fields + first, grown))
            if first % (batch * 16) == 0:
                print(f'{first + batch} fields, {time.time() - start:.0f} s', flush=True)
    masters, centres, classes, fields, grown = (torch.cat(column) for column in zip(*parts))
    torch.save({'masters': masters, 'centres': centres, 'classes': classes, 'fields': fields, 'grown': grown,
                'seed': options.seed}, options.out)
    seconds = time.time() - start
    print(f'{len(masters)} masters in {seconds:.0f} s, {seconds / len(masters) * 1e3:.1f} ms each')


if __name__ == '__main__':
    main()
