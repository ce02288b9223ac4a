"""The embedding that reads ridge maps (ridge_maps.py) instead of pixels, and how it is trained.

A sensor's look is dealt with before, by the network that found minutiae and flow, so that this one sees what makes a finger
and nothing else; and as no image has to be rendered, every batch is new."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from losses import EmbeddingMemory, contrastive_loss
from networks import EMBEDDING_SIZE, ConvNorm, Residual
from ridge_maps import CELLS, CHANNELS, simulated_maps

MEMORY_FROM, TWINS_FROM = 0.05, 0.25


class MapEmbeddingNet(nn.Module):
    """maps [B,16,40,40] -> embedding [B,256], L2-normalised. Flattened at the end: where something lies is identity."""

    def __init__(self, widths=(48, 96, 144), bottleneck=32, detail=12):
        super().__init__()
        first, second, third = widths
        self.fine = nn.Sequential(ConvNorm(CHANNELS, first), Residual(first, first),
                                  Residual(first, second, 2), Residual(second, second), Residual(second, second))
        self.coarse = nn.Sequential(Residual(second, third, 2), Residual(third, third), ConvNorm(third, bottleneck, 1))
        self.detail = ConvNorm(second, detail, 1)
        cells = (CELLS // 4) ** 2
        self.project = nn.Linear((bottleneck + 4 * detail) * cells, EMBEDDING_SIZE, bias=False)
        self.norm = nn.BatchNorm1d(EMBEDDING_SIZE)

    def forward(self, maps):
        fine = self.fine(maps)
        features = torch.cat([self.coarse(fine).flatten(1), self.detail(fine).flatten(1)], 1)
        return F.normalize(self.norm(self.project(features)).float(), dim=1)


class MapEmbeddingTask:
    """Two simulated impressions of each finger; from a quarter of the training on a third of the fingers are twins."""

    metric = 'mate first in batch'

    def __init__(self, options, generator):
        sources = [torch.load(path) for path in options.masters]
        wanted = ('minutiae', 'orientation', 'period', 'skin', 'centres')
        self.source = {name: torch.cat([source[name] for source in sources]) for name in wanted}
        self.twins = torch.cat([torch.full((len(source['centres']),), float(source.get('twins', 1) > 1)) for source in sources]) > 0
        self.generator, self.fingers = generator, options.batch // 2
        self.memory = EmbeddingMemory(8192, EMBEDDING_SIZE)

    def step(self, network, progress):
        rows, flipped = self.choose(progress)
        maps = simulated_maps(self.source, rows.repeat(2), flipped.repeat(2), self.generator,
                              pose_error=0.3 + 0.7 * min(1, progress / 0.4))
        with torch.autocast('cpu', dtype=torch.bfloat16):
            embeddings = network(maps.to(memory_format=torch.channels_last))
        labels = (rows + len(self.twins) * flipped.long()).repeat(2)
        loss, metric = contrastive_loss(embeddings.float(), labels, 10 + 14 * min(1, progress / 0.2), self.memory)
        if progress > MEMORY_FROM:
            self.memory.add(embeddings.detach().float(), labels)
        return loss, metric

    def choose(self, progress):
        """Different fingers; twins (rows 2 i and 2 i + 1 of their file) come in pairs."""
        pairs = self.fingers // 6 if progress > TWINS_FROM and self.twins.any() else 0
        candidates = torch.nonzero(self.twins)[:, 0][::2]
        first = candidates[torch.randperm(len(candidates), generator=self.generator)[:pairs]]
        singles = torch.randperm(len(self.twins), generator=self.generator)
        singles = singles[~torch.isin(singles, torch.cat([first, first + 1]))][:self.fingers - 2 * pairs]
        flips = torch.rand(pairs + len(singles), generator=self.generator) < 0.5
        return torch.cat([first, first + 1, singles]), torch.cat([flips[:pairs], flips[:pairs], flips[pairs:]])
