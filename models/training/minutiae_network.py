"""The dense network behind fingerprint-minutiae.onnx: where ridges end or fork, which way they run, how well they show.

500 ppi, because the place of a minutia is what the comparison rests on. Grey values are normalised per 4 x 4 px cell
after space-to-depth: nothing runs at full resolution. The contract (names, shapes, units) is ../fingerprint-minutiae.md.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from networks import ConvNorm, Residual

CELL = 4  # px of the minutiae maps
FIELD_CELL = 8  # px of the ridge maps
REACH = 8.0  # px per unit of the raw offset outputs
MEAN_PERIOD = 9.0  # px at 500 ppi
CONTRAST_FLOOR = 0.02  # of full scale: flat areas stay flat instead of amplified noise
CLIP = 3.0
PEAK_WINDOW = 5  # cells: of two minutiae within about a ridge period of each other the surer one stays
MINUTIAE_CHANNELS = 6  # presence, offset x, offset y, direction cos, sin, ending
RIDGE_CHANNELS = 5  # orientation cos 2t, sin 2t, foreground, quality, log period


def normalised_cells(grey):
    """grey f32 [B,1,H,W] 0..1, H and W multiples of 16 -> f32 [B,16,H/4,W/4], about -3..3, ridges negative.

    The mean and the deviation over about 28 px (three ridges) are taken per cell and not interpolated: the network sees
    whole cells, and an interpolation at full resolution would cost as much as a third of its convolutions."""
    batch, _, height, width = grey.shape
    cells = grey.reshape(batch, height // CELL, CELL, width // CELL, CELL).permute(0, 2, 4, 1, 3)
    cells = cells.reshape(batch, CELL * CELL, height // CELL, width // CELL)
    detail = cells - box(cells.mean(1, keepdim=True))
    deviation = box(box((detail * detail).mean(1, keepdim=True))).sqrt()
    return (detail / (deviation + CONTRAST_FLOOR)).clamp(-CLIP, CLIP)


def box(values):
    """Mean over 7 x 7 cells. [B,1,H,W]."""
    padded = F.pad(values, (3, 3, 3, 3), mode='replicate')
    return F.avg_pool2d(F.avg_pool2d(padded, (1, 7), 1), (7, 1), 1)


class MinutiaeNet(nn.Module):
    """cells [B,16,H/4,W/4] -> raw minutiae maps [B,6,H/4,W/4] and raw ridge maps [B,5,H/8,W/8]."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(ConvNorm(16, 32), Residual(32, 32))  # stride 4
        self.middle = nn.Sequential(Residual(32, 64, 2), Residual(64, 64), Residual(64, 64))  # stride 8
        self.coarse = nn.Sequential(Residual(64, 96, 2), Residual(96, 96), Residual(96, 96))  # stride 16
        self.lift = ConvNorm(96, 64, 1)
        self.join = ConvNorm(64, 64)
        self.ridges = nn.Conv2d(64, RIDGE_CHANNELS, 1)
        self.spread = nn.Conv2d(64, 4 * 32, 1)
        self.fine = ConvNorm(32, 32)
        self.minutiae = nn.Conv2d(32, MINUTIAE_CHANNELS, 1)

    def forward(self, cells):
        stem = self.stem(cells)
        middle = self.middle(stem)
        context = F.interpolate(self.lift(self.coarse(middle)), scale_factor=2.0, mode='nearest')
        joined = self.join(middle + context)
        fine = self.fine(F.relu(F.pixel_shuffle(self.spread(joined), 2) + stem))
        return self.minutiae(fine), self.ridges(joined)


class MinutiaeGraph(nn.Module):
    """image [B,1,H,W] grey 0..255 -> the four outputs of the contract."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        minutiae, ridges = self.network(normalised_cells(image / 255))
        presence = torch.sigmoid(minutiae[:, :1])
        highest = F.max_pool2d(presence, PEAK_WINDOW, 1, PEAK_WINDOW // 2)
        peaks = presence * (presence >= highest).float()
        direction = F.normalize(minutiae[:, 3:5], dim=1)
        details = torch.cat([minutiae[:, 1:3] * REACH, direction, torch.sigmoid(minutiae[:, 5:6])], 1)
        field = torch.cat([ridges[:, :2], torch.sigmoid(ridges[:, 2:4]), MEAN_PERIOD * torch.exp(ridges[:, 4:5])], 1)
        return peaks, details, field
