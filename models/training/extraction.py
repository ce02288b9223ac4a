"""Image -> pose -> embeddings, the way the hub does it; the readable twin of the TypeScript extraction.

1. resample to 250 ppi, pad right and bottom to multiples of 16 by replicating the edge
2. fingerprint-foreground: normalised image and probability map; masked = normalised * bilinearly upsampled map
3. crop 192 x 192 of `masked` centred on the centroid of the map, zeros outside
4. fingerprint-pose on the crop
5. for each view: warp `masked` into the finger frame, 160 x 160
6. fingerprint-embedding on the views
"""
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from augmentation import warp
from networks import ALIGNED_CROP, POSE_CROP, POSE_SHIFT_SCALE
from onnx_runner import run_onnx

PPI = 250
FOREGROUND_THRESHOLD = 0.5  # cells at least this probable count for the centroid and the area


class OnnxNetworks:
    """The three exported files; each call is one run of one file."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, name, tensor, values, wanted):
        outputs, _ = run_onnx(os.path.join(self.folder, f'fingerprint-{name}.onnx'), {tensor: values.numpy()})
        return [torch.from_numpy(outputs[output]) for output in wanted]

    def foreground(self, images):
        return self.run('foreground', 'image', images, ['normalised', 'foreground'])

    def pose(self, crops):
        return torch.cat([self.run('pose', 'crop', part, ['pose'])[0] for part in crops.split(256)])

    def embed(self, aligned):
        return torch.cat([self.run('embedding', 'aligned', part, ['embedding'])[0] for part in aligned.split(256)])


def load_image(path, ppi):
    """Grey f32 [H,W] 0..255 at 250 ppi."""
    image = Image.open(path).convert('L')
    scale = PPI / ppi
    size = (round(image.width * scale), round(image.height * scale))
    image = image.resize(size, Image.BOX if scale < 1 else Image.BICUBIC)
    return torch.from_numpy(np.asarray(image, np.float32).copy())


def pad_to_16(image):
    height, width = image.shape
    return F.pad(image[None, None], (0, -width % 16, 0, -height % 16), mode='replicate')


def masked_crops(networks, images, size=320):
    """images: list of f32 [H,W]. Returns masked [N,1,size,size] centred on the foreground's centroid, the mean foreground
    probability of the confident cells and the foreground area in cells (8 x 8 px), each [N]."""
    padded = [pad_to_16(image) for image in images]
    crops, confidence, area = [None] * len(images), torch.zeros(len(images)), torch.zeros(len(images))
    for shape in sorted({tuple(image.shape) for image in padded}):
        rows = [row for row, image in enumerate(padded) if tuple(image.shape) == shape]
        for part in torch.tensor(rows).split(32):
            normalised, foreground = networks.foreground(torch.cat([padded[row] for row in part.tolist()]))
            masked = normalised * F.interpolate(foreground, scale_factor=8.0, mode='bilinear', align_corners=False)
            for row, one_masked, one_foreground in zip(part.tolist(), masked, foreground):
                sure = one_foreground[0] * (one_foreground[0] >= FOREGROUND_THRESHOLD)
                area[row] = (sure > 0).sum()
                confidence[row] = sure.sum() / area[row].clamp(min=1)
                height, width = images[row].shape  # the replicated padding is no skin
                crops[row] = cut_out(one_masked[:, :height, :width], centroid(sure), size)
    return torch.stack(crops), confidence, area


def centroid(weights):
    """Probability-weighted mean position in image px (x, y) of a map with 8 x 8 px cells; the middle if it is empty."""
    rows, columns = weights.shape
    total = weights.sum()
    if total == 0:
        return columns * 4 - 0.5, rows * 4 - 0.5
    x = (weights.sum(0) * (torch.arange(columns) * 8 + 3.5)).sum() / total
    y = (weights.sum(1) * (torch.arange(rows) * 8 + 3.5)).sum() / total
    return float(x), float(y)


def cut_out(image, centre, size):
    """size x size px around a point, zeros outside the image; the offset is rounded to whole pixels."""
    left, top = round(centre[0] - (size - 1) / 2), round(centre[1] - (size - 1) / 2)
    padded = F.pad(image, (size, size, size, size))
    return padded[:, top + size:top + 2 * size, left + size:left + 2 * size]


def estimate_pose(networks, masked, passes=1):
    """masked [N,1,S,S] -> dx px, dy px, angle rad, each [N]. A second pass looks again from the first estimate."""
    dx = dy = angle = torch.zeros(len(masked))
    for _ in range(passes):
        pose = networks.pose(warp(masked, dx, dy, angle, POSE_CROP))
        more_x, more_y = pose[:, 0] * POSE_SHIFT_SCALE, pose[:, 1] * POSE_SHIFT_SCALE
        cosine, sine = torch.cos(angle), torch.sin(angle)
        dx, dy = dx + cosine * more_x - sine * more_y, dy + sine * more_x + cosine * more_y
        angle = angle + torch.atan2(pose[:, 2], pose[:, 3])
    return dx, dy, angle


def embed_views(networks, masked, pose, views):
    """views: list of (shift_x px, shift_y px, turn rad) in the finger frame. Returns [N, views, 256]."""
    dx, dy, angle = pose
    cosine, sine = torch.cos(angle), torch.sin(angle)
    aligned = [warp(masked, dx + cosine * x - sine * y, dy + sine * x + cosine * y, angle + turn, ALIGNED_CROP)
               for x, y, turn in views]
    embeddings = networks.embed(torch.cat(aligned))
    return embeddings.reshape(len(views), len(masked), -1).transpose(0, 1)
