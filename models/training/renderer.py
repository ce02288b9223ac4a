"""Renders impressions of master fingerprints as a sensor would see them: placement, skin distortion, pressure,
moisture, noise, creases, sensor window. 250 ppi, dark ridges on light, together with the exact truth.

Pose convention, used everywhere in this folder and in the model cards: x right, y down, px at 250 ppi. A point f of the
finger frame (relative to the finger centre, fingertip up) lies in the image at  p = (dx, dy) + R(angle) f  relative to the
crop centre, with R(a) = [[cos a, -sin a], [sin a, cos a]]: a positive angle turns the finger clockwise on the screen.
"""
import math

import torch
import torch.nn.functional as F

from masters import CANVAS, smooth_noise


def render_impressions(masters, centres, generator, size=192, difficulty=1.0):
    """masters int8 [B,CANVAS,CANVAS], centres f32 [B,2].

    Returns grey f32 [B,1,size,size] (about 0..1), contact f32 [B,1,size,size] (0..1, 1 = skin touches the sensor inside
    its window) and pose f32 [B,3] = dx px, dy px, angle rad. `difficulty` scales distortion and degradation."""
    draw = Draw(len(masters), generator)
    placement = place_finger(draw, size)
    finger_x, finger_y, radius = distort_skin(draw, placement, size, difficulty)
    half = (CANVAS - 1) / 2
    grid = torch.stack([(finger_x + centres[:, 0, None, None] - half) / half,
                        (finger_y + centres[:, 1, None, None] - half) / half], -1)
    ridges = F.grid_sample(masters.float()[:, None] / 127, grid, mode='bilinear', padding_mode='reflection',
                           align_corners=True)
    contact = contact_area(draw, placement, radius, size)
    ink = print_ridges(draw, ridges, size, difficulty)
    grey = expose(draw, ink, contact, size, difficulty)
    return grey, contact, placement.pose


class Draw:
    """Random numbers of one batch, all from one generator. `size`: px a side, where it is not the usual one."""

    def __init__(self, count, generator, size=None):
        self.count, self.generator, self.size = count, generator, size

    def uniform(self, low, high, dims=3):
        return torch.rand(self.count, *[1] * (dims - 1), generator=self.generator) * (high - low) + low

    def normal(self, deviation, dims=3):
        return torch.randn(self.count, *[1] * (dims - 1), generator=self.generator) * deviation

    def chance(self, probability, dims=3):
        return (torch.rand(self.count, *[1] * (dims - 1), generator=self.generator) < probability).float()

    def smooth(self, nodes, size, channels=1):
        return smooth_noise(self.count, channels, nodes, size, self.generator)

    def white(self, size):
        return torch.randn(self.count, 1, size, size, generator=self.generator)


class Placement:
    """Where the finger lies: pixel coordinates in the finger frame, contact ellipse and pose (see module header)."""


def place_finger(draw, size):
    placement = Placement()
    axis = torch.arange(size).float() - (size - 1) / 2
    image_y, image_x = torch.meshgrid(axis, axis, indexing='ij')
    angle = draw.uniform(-0.6, 0.6)
    # The middle of the contact area in the finger frame: mostly a little below the core, often off to one side.
    placement.contact_x, placement.contact_y = draw.normal(15), draw.normal(21) + 7
    placement.radius_x = draw.uniform(44, 86)
    placement.radius_y = (placement.radius_x * draw.uniform(1.0, 1.7)).clamp(max=110)
    crop_x = placement.contact_x + draw.normal(7)  # the crop is centred on a mask centroid, which is never exact
    crop_y = placement.contact_y + draw.normal(7)
    cosine, sine = torch.cos(angle), torch.sin(angle)
    placement.finger_x = cosine * image_x + sine * image_y + crop_x
    placement.finger_y = -sine * image_x + cosine * image_y + crop_y
    dx, dy = -(cosine * crop_x - sine * crop_y), -(sine * crop_x + cosine * crop_y)
    placement.pose = torch.cat([dx, dy, angle], 1)[:, :, 0]
    placement.image_x, placement.image_y = image_x, image_y
    return placement


def distort_skin(draw, placement, size, difficulty):
    """Elastic distortion after Cappelli, Maio and Maltoni: the middle of the contact sticks, the outside is dragged and
    twisted. Returns finger coordinates [B,size,size] x 2 and the squared elliptical radius (1 = contact border)."""
    from_x, from_y = placement.finger_x - placement.contact_x, placement.finger_y - placement.contact_y
    radius = (from_x / placement.radius_x) ** 2 + (from_y / placement.radius_y) ** 2
    slip = radius / (1 + radius)
    wobble = draw.smooth(4, size, 2) * (draw.uniform(0, 1, 4) ** 2 * 4.0 * difficulty)
    torsion, drag_x, drag_y = draw.normal(0.05), draw.normal(2.5), draw.normal(2.5)
    distorted_x = placement.finger_x + wobble[:, 0] + (drag_x - torsion * from_y) * slip * difficulty
    distorted_y = placement.finger_y + wobble[:, 1] + (drag_y + torsion * from_x) * slip * difficulty
    return distorted_x, distorted_y, radius


def contact_area(draw, placement, radius, size):
    """Ellipse with a ragged border, cut by up to four straight sensor edges. [B,1,size,size]."""
    ragged = 0.07 * draw.smooth(12, size)
    contact = torch.sigmoid((1 - radius[:, None] + ragged) * draw.uniform(8, 30, 4))
    tilt = placement.pose[:, 2, None, None] + draw.normal(0.05)  # sensor edges are parallel to the image, not to the finger
    from_x, from_y = placement.finger_x - placement.contact_x, placement.finger_y - placement.contact_y
    window_x = torch.cos(tilt) * from_x - torch.sin(tilt) * from_y
    window_y = torch.sin(tilt) * from_x + torch.cos(tilt) * from_y

    def edge(low, high):
        return torch.where(draw.chance(0.16) > 0, draw.uniform(low, high), torch.full((), 400.0))

    for distance in (edge(28, 75) - window_x, edge(28, 75) + window_x, edge(36, 95) - window_y, edge(36, 95) + window_y):
        contact = contact * (distance + 0.5).clamp(0, 1)[:, None]
    return contact


def print_ridges(draw, ridges, size, difficulty):
    """Ridge profile -> ink 0..1: pressure moves the threshold, noise breaks ridges, dry and wet patches, creases."""
    coarse, medium, white = draw.smooth(8, size), draw.smooth(24, size), draw.white(size)
    grain = F.avg_pool2d(white, 3, 1, 1) * 3
    threshold = draw.uniform(-0.55, 0.55, 4) + 0.25 * draw.uniform(0, 1, 4) * coarse
    noisiness = draw.uniform(0, 1, 4) ** 1.5 * difficulty
    ridges = ridges + noisiness * (0.45 * grain + 0.30 * draw.uniform(0, 1, 4) * medium)
    steepness = torch.exp(draw.uniform(math.log(2.0), math.log(9.0), 4))
    ink = torch.sigmoid((ridges - threshold) * steepness)
    dry = torch.sigmoid((medium + 0.6 * coarse - draw.uniform(0.3, 3.2, 4)) * 4)
    ink = ink * (1 - dry * draw.uniform(0.3, 1, 4) * difficulty)
    wet = torch.sigmoid((-0.6 * medium - coarse - draw.uniform(0.8, 3.5, 4)) * 4)
    ink = ink + (1 - ink) * wet * draw.uniform(0.2, 0.9, 4)
    return crease(draw, ink, coarse, size)


def crease(draw, ink, coarse, size):
    axis = torch.arange(size).float() - (size - 1) / 2
    rows, columns = torch.meshgrid(axis, axis, indexing='ij')
    for _ in range(3):
        direction, offset, present = draw.uniform(0, math.pi), draw.normal(40), draw.chance(0.25)
        middle, half_length, width = draw.normal(40), draw.uniform(10, 70), draw.uniform(0.4, 1.6)
        affected = present[:, 0, 0] > 0
        if not affected.any():
            continue
        pick = lambda values: values[affected]
        across = torch.cos(pick(direction)) * columns + torch.sin(pick(direction)) * rows - pick(offset)
        across = across + 3 * coarse[affected, 0]
        along = -torch.sin(pick(direction)) * columns + torch.cos(pick(direction)) * rows
        inside = (along - pick(middle)).abs() < pick(half_length)
        gap = torch.exp(-((across / pick(width)) ** 2)) * inside
        ink[affected] = ink[affected] * (1 - 0.9 * gap[:, None])
    return ink


def expose(draw, ink, contact, size, difficulty):
    """Ink and contact -> grey values: sensor contrast, background, shading, noise, optical blur."""
    valley = draw.uniform(0.6, 1.0, 4)
    ridge = draw.uniform(0, 0.35, 4) * valley
    background = valley + draw.uniform(-0.15, 0.25, 4)
    grey = background * (1 - contact) + contact * (valley - (valley - ridge) * ink)
    grey = grey + 0.06 * draw.uniform(0, 1, 4) * draw.smooth(6, size)
    grey = grey + 0.10 * difficulty * draw.uniform(0, 1, 4) ** 2 * draw.white(size)
    sigma = torch.rand((), generator=draw.generator).item()
    return blur(grey, 0.3 + 0.6 * (sigma - 0.35)) if sigma > 0.35 else grey


def blur(image, sigma):
    """Separable Gaussian by shifted sums: a one-channel convolution is slower on a CPU. [B,1,H,W]."""
    reach = max(1, int(2.2 * sigma + 0.5))
    kernel = torch.exp(-torch.arange(-reach, reach + 1).float() ** 2 / (2 * sigma * sigma))
    kernel = (kernel / kernel.sum()).tolist()
    height, width = image.shape[-2:]
    padded = F.pad(image, (reach, reach, 0, 0), mode='replicate')
    image = sum(weight * padded[..., shift:shift + width] for shift, weight in enumerate(kernel))
    padded = F.pad(image, (0, 0, reach, reach), mode='replicate')
    return sum(weight * padded[..., shift:shift + height, :] for shift, weight in enumerate(kernel))
