"""Exact truth of master fingerprints at 500 ppi: minutiae as dislocations of the ridge wave, orientation and period.

A master is doubled to 500 ppi and made an analytic signal z = even + i odd (Riesz transform along the ridge normal, after
Felsberg and Sommer 2001). Around a minutia the phase of z turns by a full circle: ridges cannot be counted consistently
past it. The place found so is independent of where a threshold would end the ridge, and needs no thinning. With t along
the ridge and n across it, a turn of the same sense as t -> n means one ridge more on the side of +t; if that side's extra
line is a ridge it is a ridge ending, if a valley a bifurcation (Larkin 2007 and ISO/IEC 19794-2 for the direction).

Writes masters i8 [N,448,448], minutiae f32 [N,M,4] (x, y px; direction rad, y DOWN; cos of the wave on the extra side:
> 0 ending, < 0 bifurcation; NaN where there are fewer), orientation f16 [N,2,56,56] (cos 2t, sin 2t, y DOWN), period f16
[N,56,56] px, skin f16 [N,56,56] (0 where the finger does not fill the canvas), centres f32 [N,2], twins (fingers on one orientation field, side by side)."""
import argparse
import math
import time

import numpy as np
import torch
import torch.nn.functional as F

SIDE = 448  # px at 500 ppi
FIELD_CELL = 8  # px
MINUTIAE_MAX = 192
BORDER = 12  # px: the growth is not continued there
DIPOLE_DISTANCE = 5.0  # px: two opposite turns so close are one flaw of the growth and print as nothing
PERIOD_RANGE = (4.5, 26.0)  # px kept by the band-pass


def double_resolution(masters):
    """i8 [B,224,224] -> f32 [B,448,448]: bicubic, then a light blur against the stairs of the coarse grid."""
    large = F.interpolate(masters[:, None].float() / 127, scale_factor=2.0, mode='bicubic', align_corners=False)
    axis = torch.arange(-3, 4).float()
    kernel = torch.exp(-(axis**2) / (2 * 1.1**2))
    kernel = kernel / kernel.sum()
    large = F.conv2d(F.pad(large, (3, 3, 3, 3), mode='reflect'), kernel[None, None, None])
    large = F.conv2d(large, kernel[None, None, :, None])
    return torch.tanh(1.6 * large)[:, 0]


def grown_skin(grown):
    """bool [N,224,224] -> f32 [N,56,56], 1 where every pixel within 12 px at 500 ppi is grown and inside the canvas."""
    missing = F.max_pool2d(F.pad(1 - grown[:, None].float(), (4, 4, 4, 4), value=1), 4, 4)
    return 1 - F.max_pool2d(missing, 3, 1)[:, 0]


def analyse(image):
    """f32 [448,448] -> minutiae [M,4], orientation [2,56,56], period [56,56] (see the module header)."""
    even, riesz, gradient = spectral_parts(image)
    double = smooth_orientation(gradient)
    theta = 0.5 * np.arctan2(double[1], double[0]) + math.pi / 2  # along the ridge; the gradient is across
    normal = np.stack([-np.sin(theta), np.cos(theta)])
    odd = (normal * riesz).sum(0)
    minutiae = without_dipoles(phase_turns(even, odd, normal))
    energy = smooth((gradient**2).sum(0), 8.0) / np.maximum(smooth(even**2, 8.0), 1e-6)
    period = (2 * math.pi / np.sqrt(np.maximum(energy, 1e-4))).clip(4, 20)
    half = slice(FIELD_CELL // 2, None, FIELD_CELL)
    field = np.stack([np.cos(2 * theta), np.sin(2 * theta)])[:, half, half]
    return minutiae, field, period[half, half]


def spectral_parts(image):
    """The band-passed image, its Riesz transform [2,H,W] (x, y) and its gradient [2,H,W]."""
    pad = 32
    padded = np.pad(image, pad, mode='reflect')
    height, width = padded.shape
    v, u = np.meshgrid(np.fft.fftfreq(height), np.fft.rfftfreq(width), indexing='ij')
    radius = np.hypot(u, v)
    low, high = 1 / PERIOD_RANGE[1], 1 / PERIOD_RANGE[0]
    band = 1 / (1 + (low / np.maximum(radius, 1e-6)) ** 6) / (1 + (radius / high) ** 6)
    spectrum = np.fft.rfft2(padded) * band
    radius[0, 0] = 1
    back = lambda values: np.fft.irfft2(values, s=padded.shape)[pad:-pad, pad:-pad].astype(np.float32)
    riesz = np.stack([back(spectrum * -1j * u / radius), back(spectrum * -1j * v / radius)])
    gradient = np.stack([back(spectrum * 2j * math.pi * u), back(spectrum * 2j * math.pi * v)])
    return back(spectrum), riesz, gradient


def smooth(values, sigma):
    reach = int(3 * sigma)
    axis = np.arange(-reach, reach + 1)
    kernel = torch.from_numpy((np.exp(-(axis**2) / (2 * sigma**2))).astype(np.float32))
    kernel = kernel / kernel.sum()
    tensor = torch.from_numpy(np.ascontiguousarray(values, np.float32))[None, None]
    tensor = F.conv2d(F.pad(tensor, (reach, reach, reach, reach), mode='reflect'), kernel[None, None, None])
    return F.conv2d(tensor, kernel[None, None, :, None])[0, 0].numpy()


def smooth_orientation(gradient):
    """Structure tensor as a doubled angle of the gradient [2,H,W], over about one ridge."""
    x, y = gradient
    return np.stack([smooth(x * x - y * y, 5.0), smooth(2 * x * y, 5.0)])


def phase_turns(even, odd, normal):
    """Pixels around whose 2 x 2 neighbours the phase turns once."""
    corner = lambda values, row, column: values[..., row:values.shape[-2] - 1 + row, column:values.shape[-1] - 1 + column]
    reference = corner(normal, 0, 0)
    phases = []
    for row, column in ((0, 0), (0, 1), (1, 1), (1, 0)):  # from +x to +y: the sense of t -> n
        sign = np.sign((reference * corner(normal, row, column)).sum(0))
        phases.append(np.arctan2(sign * corner(odd, row, column), corner(even, row, column)))
    wrap = lambda angle: (angle + math.pi) % (2 * math.pi) - math.pi
    turn = sum(wrap(after - before) for before, after in zip(phases, phases[1:] + phases[:1])) / (2 * math.pi)
    turn = np.rint(turn)
    turn[:BORDER] = turn[-BORDER:] = turn[:, :BORDER] = turn[:, -BORDER:] = 0
    rows, columns = np.nonzero(turn)
    sense = turn[rows, columns]
    along = sense * np.stack([reference[1, rows, columns], -reference[0, rows, columns]])
    x, y = columns + 0.5, rows + 0.5
    ahead_x = np.rint(x + 4 * along[0]).astype(int)
    ahead_y = np.rint(y + 4 * along[1]).astype(int)
    wave = np.cos(np.arctan2(np.abs(odd[ahead_y, ahead_x]), even[ahead_y, ahead_x]))
    return np.stack([x, y, np.arctan2(along[1], along[0]), wave], 1).astype(np.float32)


def without_dipoles(minutiae):
    if len(minutiae) < 2:
        return minutiae
    between = np.hypot(minutiae[:, None, 0] - minutiae[None, :, 0], minutiae[:, None, 1] - minutiae[None, :, 1])
    opposed = np.cos(minutiae[:, None, 2] - minutiae[None, :, 2]) < 0
    return minutiae[~((between < DIPOLE_DISTANCE) & opposed & (between > 0)).any(1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--masters', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--first', type=int, default=0)
    parser.add_argument('--count', type=int, default=10**9)
    options = parser.parse_args()
    torch.set_num_threads(1)
    source, start = torch.load(options.masters), time.time()
    chosen = slice(options.first, options.first + options.count)
    masters, centres = source['masters'][chosen], source['centres'][chosen] * 2 + 0.5
    skin = grown_skin(source['grown'][chosen])
    count = len(masters)
    minutiae = np.full((count, MINUTIAE_MAX, 4), np.nan, np.float32)
    fields, periods = [], []
    large = torch.cat([(double_resolution(part) * 127).round().to(torch.int8) for part in masters.split(32)])
    counts = []
    for row in range(count):
        found, field, period = analyse(large[row].numpy().astype(np.float32) / 127)
        column, line = (found[:, :2] / FIELD_CELL).astype(int).T
        found = found[skin[row, line, column].numpy() > 0][:MINUTIAE_MAX]
        minutiae[row, :len(found)] = found
        fields.append(field)
        periods.append(period)
        counts.append(len(found))
    torch.save({'masters': large, 'minutiae': torch.from_numpy(minutiae), 'centres': centres,
                'orientation': torch.from_numpy(np.stack(fields)).half(), 'period': torch.from_numpy(np.stack(periods)).half(),
                'skin': skin.half(), 'twins': int((source['fields'] == source['fields'][0]).sum())}, options.out)
    seconds = time.time() - start
    print(f'{count} fingers in {seconds:.0f} s, {seconds / count * 1e3:.0f} ms each; minutiae: median {np.median(counts):.0f}, '
          f'{np.percentile(counts, 5):.0f} .. {np.percentile(counts, 95):.0f}; period {np.median(np.stack(periods)):.1f} px')


if __name__ == '__main__':
    main()
