"""The three networks. Plain 3x3 convolutions: depthwise ones are several times slower on CPUs."""
import torch
import torch.nn as nn
import torch.nn.functional as F

POSE_CROP = 192  # px, sensor frame
ALIGNED_CROP = 160  # px, finger frame
EMBEDDING_SIZE = 256
DETAIL_CHANNELS = 8
POSE_SHIFT_SCALE = 48.0  # px per unit of the first two pose outputs


class ConvNorm(nn.Sequential):
    def __init__(self, inputs, outputs, kernel=3, stride=1, activate=True):
        layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)]
        super().__init__(*layers, *([nn.ReLU(inplace=True)] if activate else []))


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.first = ConvNorm(inputs, outputs, 3, stride)
        self.second = ConvNorm(outputs, outputs, activate=False)
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else ConvNorm(inputs, outputs, 1, stride, activate=False)

    def forward(self, features):
        return F.relu(self.second(self.first(features)) + self.shortcut(features))


def space_to_depth(image, block=4):
    """[B,1,H,W] -> [B,block^2,H/block,W/block]; a stride-4 stem made of well-vectorised channels."""
    batch, _, height, width = image.shape
    cells = image.reshape(batch, height // block, block, width // block, block)
    return cells.permute(0, 2, 4, 1, 3).reshape(batch, block * block, height // block, width // block)


class ForegroundNet(nn.Module):
    """normalised [B,1,H,W] -> logit [B,1,H/8,W/8] of being friction-ridge contact area; any H, W multiples of 16."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(16, 24)
        self.fine = nn.Sequential(Residual(24, 32, 2), Residual(32, 32))  # stride 8
        self.coarse = nn.Sequential(Residual(32, 48, 2), Residual(48, 48), Residual(48, 48))  # stride 16
        self.lift = ConvNorm(48, 32, 1)
        self.head = nn.Sequential(ConvNorm(32, 32), nn.Conv2d(32, 1, 1))

    def forward(self, normalised):
        batch, _, height, width = normalised.shape
        cells = normalised.reshape(batch, 1, height // 4, 4, width // 4, 4).permute(0, 1, 3, 5, 2, 4)
        fine = self.fine(self.stem(cells.reshape(batch, 16, height // 4, width // 4)))
        context = F.interpolate(self.lift(self.coarse(fine)), scale_factor=2.0, mode='nearest')
        return self.head(fine + context)


class PoseNet(nn.Module):
    """crop [B,1,192,192] -> pose [B,4] = dx/48, dy/48, sin, cos (see renderer.py for the convention).

    The centre is the expectation of a heat-map (translation-equivariant, needs far fewer samples than regression from
    flattened features); the direction is an attention-weighted vote of local directions."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(16, 48)
        self.fine = nn.Sequential(Residual(48, 64, 2), Residual(64, 64))  # 24 x 24
        self.coarse = nn.Sequential(Residual(64, 96, 2), Residual(96, 96), Residual(96, 96))  # 12 x 12
        self.lift = ConvNorm(96, 64, 1)
        self.head = nn.Sequential(ConvNorm(64, 64), nn.Conv2d(64, 4, 1))
        axis = (torch.arange(POSE_CROP // 8).float() - (POSE_CROP // 8 - 1) / 2) * 8 / POSE_SHIFT_SCALE
        rows, columns = torch.meshgrid(axis, axis, indexing='ij')
        self.register_buffer('positions', torch.stack([columns.flatten(), rows.flatten()], 1), persistent=False)

    def maps(self, crop):
        """Centre logits, direction-vote logits and local directions: [B,576], [B,576], [B,2,576]."""
        fine = self.fine(self.stem(space_to_depth(crop)))
        context = F.interpolate(self.lift(self.coarse(fine)), scale_factor=2.0, mode='nearest')
        maps = self.head(fine + context).flatten(2).float()
        return maps[:, 0], maps[:, 1], maps[:, 2:]

    def combine(self, centre_logits, vote_logits, directions):
        centre = centre_logits.softmax(1) @ self.positions
        direction = (directions * vote_logits.softmax(1)[:, None]).sum(2)
        return torch.cat([centre, F.normalize(direction, dim=1)], 1)

    def forward(self, crop):
        return self.combine(*self.maps(crop))


class EmbeddingNet(nn.Module):
    """aligned [B,1,160,160] -> embedding [B,256], L2-normalised.

    Flattened rather than pooled at the end: once aligned, *where* something lies is part of the identity."""

    def __init__(self, widths=(48, 96, 160), bottleneck=32):
        super().__init__()
        first, second, third = widths
        self.fine = nn.Sequential(
            ConvNorm(16, first), Residual(first, first), Residual(first, first),  # 40 x 40
            Residual(first, second, 2), Residual(second, second))  # 20 x 20
        self.coarse = nn.Sequential(
            Residual(second, third, 2), Residual(third, third),  # 10 x 10
            ConvNorm(third, bottleneck, 1))
        self.detail = ConvNorm(second, DETAIL_CHANNELS, 1)  # where single minutiae lie, past the coarse stage
        cells = (ALIGNED_CROP // 16) ** 2
        self.project = nn.Linear((bottleneck + 4 * DETAIL_CHANNELS) * cells, EMBEDDING_SIZE, bias=False)
        self.norm = nn.BatchNorm1d(EMBEDDING_SIZE)
        self.minutiae = nn.Conv2d(second, 4, 1)  # for training only; not in the exported graph

    def forward(self, aligned):
        return self.embed(self.fine(space_to_depth(aligned)))

    def embed(self, fine):
        features = torch.cat([self.coarse(fine).flatten(1), self.detail(fine).flatten(1)], 1)
        return F.normalize(self.norm(self.project(features)).float(), dim=1)

    def with_minutiae(self, aligned):
        """Embedding and minutiae logits [B,1,40,40], one per 4 x 4 px."""
        fine = self.fine(space_to_depth(aligned))
        return self.embed(fine), F.pixel_shuffle(self.minutiae(fine).float(), 2)


NETWORKS = {'foreground': ForegroundNet, 'pose': PoseNet, 'embedding': EmbeddingNet}
