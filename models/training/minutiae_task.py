"""What the minutiae network learns: targets per cell from the exact truth of ridge_patches.py, losses, and the figures
printed while it learns (on held-out fingers)."""
import math
import os

import torch
import torch.nn.functional as F

from minutiae_network import CELL, MEAN_PERIOD, REACH, MinutiaeGraph, normalised_cells
from ridge_patches import SIZE, render_shard, save_shard, shard_path

PEAK_SPREAD = 4.0  # px: how fast the punishment of a near miss grows
READ_WITHIN = 6.0  # px from a minutia where its details are learned
DOUBT_WITHIN = 12.0  # px around a minutia that cannot be judged
MATCH_PX, MATCH_ANGLE = 8.0, math.radians(20)  # when a found minutia counts as the true one
PER_STEP_SHARDS = 4  # shards a batch is drawn from
PRESENCE_THRESHOLD = 0.4


class MinutiaeTask:
    """Draws each batch from the newest `window` shards up to the one that belongs to the step, so a run does not depend
    on how far ahead they were rendered."""

    metric = 'presence loss'

    def __init__(self, options, generator):
        self.generator, self.batch, self.folder, self.seed = generator, options.batch, options.pool[0], options.seed
        self.source = torch.load(options.masters[0])
        self.held_out = render_shard(torch.load(options.masters[1]), 7, 0) if len(options.masters) > 1 else None
        self.steps_per_shard, self.window = options.steps_per_shard, 24
        self.shards, self.step_number = {}, 0

    def shard(self, index):
        if index not in self.shards:
            path = shard_path(self.folder, self.seed, index)
            if not os.path.exists(path):
                save_shard(self.source, self.folder, self.seed, index)
            self.shards[index] = torch.load(path)
            self.shards.pop(index - self.window, None)
        return self.shards[index]

    def step(self, network, _progress):
        grey, minutiae, field = turned(*self.draw(), self.generator)
        with torch.autocast('cpu', dtype=torch.bfloat16):
            cells = normalised_cells(grey.float() / 255)
            found, ridges = network(cells.to(memory_format=torch.channels_last))
        parts = losses(found.float(), ridges.float(), minutiae, field.float())
        return sum(parts.values()), parts['presence'].detach()

    def draw(self):
        newest = self.step_number // self.steps_per_shard
        oldest = max(0, newest - self.window + 1)
        parts = []
        for share in range(PER_STEP_SHARDS):
            index = newest if share == 0 else int(torch.randint(oldest, newest + 1, (), generator=self.generator))
            shard = self.shard(index)
            rows = torch.randint(len(shard['grey']), (self.batch // PER_STEP_SHARDS,), generator=self.generator)
            parts.append([shard[name][rows] for name in ('grey', 'minutiae', 'field')])
        return [torch.cat(column) for column in zip(*parts)]

    @torch.no_grad()
    def report(self, average):
        """Figures of the averaged network on held-out fingers as one line."""
        if self.held_out is None:
            return ''
        graph = MinutiaeGraph(average.eval())
        outputs = []
        for part in self.held_out['grey'].split(16):
            with torch.autocast('cpu', dtype=torch.bfloat16):
                outputs.append([value.float() for value in graph(part.float())])
        average.train()
        peaks, details, field = (torch.cat(column) for column in zip(*outputs))
        return score_line(compare(peaks, details, self.held_out['minutiae']), field, self.held_out['field'].float())


def turned(grey, minutiae, field, generator):
    """One of the eight flips and turns, for the whole batch: mirrored fingers are other fingers."""
    flip = (torch.rand(3, generator=generator) < 0.5).tolist()
    x, y, angle, wave, sure = minutiae.unbind(-1)
    double_cos, double_sin, rest = field[:, 0], field[:, 1], field[:, 2:]
    if flip[0]:
        grey, x, angle = grey.flip(3), SIZE - 1 - x, math.pi - angle
        double_cos, double_sin, rest = double_cos.flip(2), -double_sin.flip(2), rest.flip(3)
    if flip[1]:
        grey, y, angle = grey.flip(2), SIZE - 1 - y, -angle
        double_cos, double_sin, rest = double_cos.flip(1), -double_sin.flip(1), rest.flip(2)
    if flip[2]:
        grey, x, y, angle = grey.transpose(2, 3), y, x, math.pi / 2 - angle
        double_cos, double_sin = -double_cos.transpose(1, 2), double_sin.transpose(1, 2)
        rest = rest.transpose(2, 3)
    field = torch.cat([double_cos[:, None], double_sin[:, None], rest], 1)
    return grey.contiguous(), torch.stack([x, y, angle, wave, sure], -1), field


def losses(found, ridges, minutiae, field):
    target = cell_targets(minutiae, found.shape[-1])
    presence = peak_loss(found[:, 0], target)
    near = target['near']
    total = near.sum().clamp(min=1)
    offset = (found[:, 1:3] * REACH - target['offset']).abs().sum(1)
    direction = ((found[:, 3:5] - target['direction']) ** 2).sum(1)
    ending = F.binary_cross_entropy_with_logits(found[:, 5], (target['wave'] > 0).float(), reduction='none')
    contact, quality = field[:, 2], field[:, 3]
    theta = torch.stack([field[:, 0], -field[:, 1]], 1)  # y up
    skin = contact.sum().clamp(min=1)
    return {
        'presence': presence,
        'offset': 0.15 * (offset * near).sum() / total,
        'direction': 1.0 * (direction * near).sum() / total,
        'ending': 1.0 * (ending * near * target['wave'].abs()).sum() / total,
        'orientation': 0.5 * (((ridges[:, :2] - theta) ** 2).sum(1) * contact).sum() / skin,
        'contact': 0.5 * F.binary_cross_entropy_with_logits(ridges[:, 2], contact),
        'quality': 0.5 * (F.binary_cross_entropy_with_logits(ridges[:, 3], quality, reduction='none') * contact).sum() / skin,
        'period': 0.5 * ((ridges[:, 4] - (field[:, 4] / MEAN_PERIOD).clamp(0.4, 2.5).log()).abs() * quality).sum() / skin,
    }


def cell_targets(minutiae, side):
    """The nearest minutia of every cell. minutiae [B,M,5] y down -> maps [B,(2,)side,side]."""
    most = int((~minutiae[..., 0].isnan()).sum(1).max())
    minutiae = minutiae[:, :max(1, most)]
    axis = torch.arange(side).float() * CELL + (CELL - 1) / 2
    x, y, angle, wave, sure = minutiae.nan_to_num(-999.0).unbind(-1)
    across = axis[None, None, :] - x[..., None]  # [B,M,side]
    down = axis[None, None, :] - y[..., None]
    squared = down.square()[..., :, None] + across.square()[..., None, :]
    nearest, which = squared.min(1)
    doubted = squared.masked_fill((sure > 0.5)[..., None, None], 1e9).amin(1) < DOUBT_WITHIN**2
    flat = which.flatten(1)
    take = lambda values: values.gather(1, flat).reshape(which.shape)
    known = take(sure) > 0.5
    offset = torch.stack([take(x) - axis[None, None, :], take(y) - axis[None, :, None]], 1)
    direction = torch.stack([take(torch.cos(angle)), -take(torch.sin(angle))], 1)
    closeness = torch.exp(-nearest / (2 * PEAK_SPREAD**2)) * known
    peak = known & (offset.abs() <= CELL / 2).all(1)
    near = (known & (nearest < READ_WITHIN**2)).float()
    return {'closeness': closeness, 'peak': peak, 'counted': ~doubted | peak, 'near': near, 'offset': offset,
            'direction': direction, 'wave': take(wave)}


def peak_loss(logits, target):
    """Focal loss with less punishment close to a minutia (Law and Deng 2018), per minutia."""
    probability = torch.sigmoid(logits)
    hit = -F.logsigmoid(logits) * (1 - probability) ** 2 * target['peak']
    miss = -F.logsigmoid(-logits) * probability**2 * (1 - target['closeness']) ** 4 * ~target['peak'] * target['counted']
    return (hit.sum() + miss.sum()) / target['peak'].sum().clamp(min=1)


def decode(peaks, details, threshold):
    """One image's maps -> minutiae [M,6]: x, y px, angle rad (y up), ending, probability."""
    rows, columns = torch.nonzero(peaks[0] >= threshold).unbind(1)
    dx, dy, cosine, sine, ending = details[:, rows, columns]
    return torch.stack([columns * CELL + 1.5 + dx, rows * CELL + 1.5 + dy, torch.atan2(sine, cosine), ending,
                        peaks[0, rows, columns]], 1)


def compare(peaks, details, truth, threshold=PRESENCE_THRESHOLD):
    """Counts over a batch: true, found, wrong, and the errors of the found ones (px, rad, type right)."""
    counts, errors = {'true': 0, 'hit': 0, 'found': 0, 'wrong': 0}, []
    for one_peaks, one_details, one_truth in zip(peaks, details, truth):
        known = one_truth[~one_truth[:, 0].isnan()]
        guesses = decode(one_peaks, one_details, threshold)
        sure = known[:, 4] > 0.5
        counts['true'] += int(sure.sum())
        counts['found'] += len(guesses)
        if not len(known) or not len(guesses):
            counts['wrong'] += len(guesses)
            continue
        apart = torch.cdist(guesses[:, :2], known[:, :2])
        turn = (guesses[:, 2:3] + known[None, :, 2] + math.pi) % (2 * math.pi) - math.pi  # truth is y down
        near = (apart < MATCH_PX) & (turn.abs() < MATCH_ANGLE)
        near_doubt = (apart < DOUBT_WITHIN)[:, ~sure].any(1)
        counts['wrong'] += int((~near.any(1) & ~near_doubt).sum())
        for column in torch.nonzero(sure)[:, 0].tolist():
            candidates = torch.nonzero(near[:, column])[:, 0]
            if len(candidates):
                best = candidates[apart[candidates, column].argmin()]
                counts['hit'] += 1
                errors.append([float(apart[best, column]), float(turn[best, column].abs()),
                               float((guesses[best, 3] > 0.5) == (known[column, 3] > 0))])
    return counts, torch.tensor(errors).reshape(-1, 3)


def score_line(comparison, field, true_field):
    counts, errors = comparison
    contact = true_field[:, 2] > 0.5
    good = contact & (true_field[:, 3] > 0.5)
    angle = 0.5 * torch.atan2(field[:, 1], field[:, 0])
    truth = 0.5 * torch.atan2(-true_field[:, 1], true_field[:, 0])
    turn = ((angle - truth + math.pi / 2) % math.pi - math.pi / 2).abs()[good]
    return (f"recall {counts['hit'] / max(1, counts['true']):.3f} precision "
            f"{1 - counts['wrong'] / max(1, counts['found']):.3f} of {counts['true']}; median error "
            f'{errors[:, 0].median():.2f} px {math.degrees(errors[:, 1].median()):.1f} deg, type right {errors[:, 2].mean():.3f}; '
            f'orientation {math.degrees(turn.median()):.1f} deg; contact wrong '
            f'{((field[:, 2] > 0.5) != contact).float().mean():.3f}; quality off '
            f'{(field[:, 3] - true_field[:, 3]).abs()[contact].mean():.3f}; period off '
            f'{(field[:, 4] - true_field[:, 4]).abs()[good].median():.2f} px')
