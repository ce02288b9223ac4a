"""From the shared pool of impressions to network inputs: imperfect masks, mirror flips, warps.

Impressions are stored once, unmasked, in the sensor frame (impressions.py). Each use draws a new imperfect mask at the
foreground network's resolution (1/8), a mirror flip (the mirror image of a finger is another finger), and a warp.
"""
import numpy as np
import torch
import torch.nn.functional as F

from impressions import SIZE, STORED_PER_UNIT
from masters import CANVAS
from networks import ALIGNED_CROP, POSE_CROP
from renderer import Draw


class Pool:
    """Impressions of several pool files as one: fingers [0, count), `per_finger` impressions each."""

    def __init__(self, paths, minutiae_paths=()):
        self.images = [np.load(path + '.npy', mmap_mode='r') for path in paths]
        truths = [torch.load(path + '.truth.pt') for path in paths]
        self.masks = torch.cat([truth['masks'] for truth in truths])
        self.poses = torch.cat([truth['poses'] for truth in truths])
        self.classes = torch.cat([truth['classes'] for truth in truths])
        self.per_file = self.images[0].shape[0]
        self.count, self.per_finger = len(self.masks), self.masks.shape[1]
        if minutiae_paths:
            details = [torch.load(path) for path in minutiae_paths]
            self.minutiae = torch.cat([detail['density'] for detail in details])
            self.centres = torch.cat([detail['centres'] for detail in details])
        # Twins (fingers on one orientation field) lie side by side.
        self.twins_per_field = int((truths[0]['fields'] == 0).sum())

    def read(self, fingers, impressions):
        """Normalised images f32 [B,1,SIZE,SIZE], masks f32 [B,1,SIZE/8,SIZE/8], poses f32 [B,3]."""
        images = np.stack([self.images[finger // self.per_file][finger % self.per_file, impression]
                           for finger, impression in zip(fingers.tolist(), impressions.tolist())])
        images = torch.from_numpy(images)[:, None].float() / STORED_PER_UNIT
        masks = self.masks[fingers, impressions][:, None].float() / 255
        return images, masks, self.poses[fingers, impressions].clone()


def imperfect_mask(masks, draw):
    """What a foreground network would have said: shifted threshold, soft or hard border, ragged, sometimes cut."""
    nodes = masks.shape[-1]
    noise = draw.smooth(6, nodes) * draw.uniform(0, 0.35, 4)
    threshold, softness = draw.uniform(0.2, 0.8, 4), draw.uniform(0.15, 1.0, 4)
    masks = ((masks + noise * (masks > 0) - threshold) / softness + 0.5).clamp(0, 1)
    axis = (torch.arange(nodes).float() - (nodes - 1) / 2) * 8
    rows, columns = torch.meshgrid(axis, axis, indexing='ij')
    direction, distance = draw.uniform(0, 2 * np.pi), draw.uniform(20, 70)
    distance = torch.where(draw.chance(0.15) > 0, distance, torch.full((), 400.0))
    cut = distance - torch.cos(direction) * columns - torch.sin(direction) * rows
    return masks * (cut[:, None] / 8 + 0.5).clamp(0, 1)


def apply_mask(images, masks):
    return images * F.interpolate(masks, scale_factor=8.0, mode='bilinear', align_corners=False)


def mirror(images, masks, poses, flipped):
    """Mirrors the images for which `flipped` (bool [B]) holds, in place."""
    images[flipped] = images[flipped].flip(-1)
    masks[flipped] = masks[flipped].flip(-1)
    poses[flipped] *= torch.tensor([-1.0, 1.0, -1.0])
    return images, masks, poses


def warp(images, shift_x, shift_y, angle, size, wobble=None):
    """Output point q (px from the output centre) is read at (shift_x, shift_y) + R(angle) q from the image centre;
    zeros outside. images [B,1,S,S], parameters [B] -> [B,1,size,size]. With the pose of a crop: the aligned finger."""
    axis = torch.arange(size).float() - (size - 1) / 2
    rows, columns = torch.meshgrid(axis, axis, indexing='ij')
    cosine, sine = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
    grid = torch.stack([cosine * columns - sine * rows + shift_x[:, None, None],
                        sine * columns + cosine * rows + shift_y[:, None, None]], -1)
    if wobble is not None:
        grid = grid + wobble.permute(0, 2, 3, 1)
    return F.grid_sample(images, grid / ((images.shape[-1] - 1) / 2), mode='bilinear', padding_mode='zeros',
                         align_corners=True)


def pose_sample(pool, fingers, impressions, flipped, generator):
    """Pose network input [B,1,192,192] and its true pose [B,3] after an extra random shift and rotation."""
    draw = Draw(len(fingers), generator)
    images, masks, poses = mirror(*pool.read(fingers, impressions), flipped)
    images = apply_mask(images, imperfect_mask(masks, draw))
    shift_x, shift_y, turn = draw.normal(7)[:, 0, 0], draw.normal(7)[:, 0, 0], draw.normal(0.25)[:, 0, 0]
    crops = warp(images, shift_x, shift_y, turn, POSE_CROP)
    cosine, sine = torch.cos(turn), torch.sin(turn)
    from_x, from_y = poses[:, 0] - shift_x, poses[:, 1] - shift_y
    moved = torch.stack([cosine * from_x + sine * from_y, -sine * from_x + cosine * from_y, poses[:, 2] - turn], 1)
    return gain(crops, draw), moved


def aligned_sample(pool, fingers, impressions, flipped, generator, pose_error=1.0):
    """Embedding network input [B,1,160,160]: aligned by the true pose plus the kind of error a pose network makes, times
    `pose_error`: training starts with little of it, or only the ridge flow is learned and never the ridges.

    Also returns where the minutiae are, f32 [B,1,40,40] in 0..1, one value per 4 x 4 px."""
    draw = Draw(len(fingers), generator)
    images, masks, poses = mirror(*pool.read(fingers, impressions), flipped)
    images = apply_mask(images, imperfect_mask(masks, draw))
    poor = draw.chance(0.3)[:, 0, 0]
    shift_error, turn_error = (2.0 + 3.5 * poor) * pose_error, (0.04 + 0.06 * poor) * pose_error
    # Errors in the finger frame: the output point q shows the finger point (error_x, error_y) + R(turn) q.
    error_x, error_y = draw.normal(1)[:, 0, 0] * shift_error, draw.normal(1)[:, 0, 0] * shift_error
    turn = draw.normal(1)[:, 0, 0] * turn_error
    cosine, sine = torch.cos(poses[:, 2]), torch.sin(poses[:, 2])
    wobble = draw.smooth(4, ALIGNED_CROP, 2) * draw.uniform(0, 1.2, 4) * pose_error
    crops = warp(images, poses[:, 0] + cosine * error_x - sine * error_y, poses[:, 1] + sine * error_x + cosine * error_y,
                 poses[:, 2] + turn, ALIGNED_CROP, wobble)
    return gain(crops, draw), aligned_minutiae(pool, fingers, flipped, error_x, error_y, turn)


def aligned_minutiae(pool, fingers, flipped, error_x, error_y, turn):
    density = pool.minutiae[fingers][:, None].float() / 255
    centre = (pool.centres[fingers] - (CANVAS - 1) / 2) / 4  # in density cells from the middle of the canvas
    density[flipped] = density[flipped].flip(-1)
    centre[flipped] *= torch.tensor([-1.0, 1.0])
    return warp(density, centre[:, 0] + error_x / 4, centre[:, 1] + error_y / 4, turn, ALIGNED_CROP // 4)


def gain(crops, draw):
    return crops * draw.uniform(0.75, 1.2, 4)
