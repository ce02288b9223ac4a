"""Training objectives of the three networks."""
import torch
import torch.nn.functional as F

from networks import POSE_SHIFT_SCALE


class EmbeddingMemory:
    """The latest embeddings with their labels: negatives beyond the batch at no rendering cost (cross-batch memory)."""

    def __init__(self, capacity, size):
        self.embeddings, self.labels = torch.zeros(capacity, size), torch.full((capacity,), -1)
        self.position = self.filled = 0

    def add(self, embeddings, labels):
        rows = (self.position + torch.arange(len(labels))) % len(self.labels)
        self.embeddings[rows], self.labels[rows] = embeddings, labels
        self.position = int(rows[-1]) + 1
        self.filled = min(len(self.labels), self.filled + len(labels))

    def negatives(self):
        return self.embeddings[:self.filled].clone(), self.labels[:self.filled].clone()


def contrastive_loss(embeddings, labels, sharpness, memory):
    """InfoNCE with every other impression in the batch and in the memory as a negative.

    embeddings [2P,256]: impressions i and P+i show the same finger. Returns (loss, share of anchors whose mate is the most
    similar of the batch)."""
    half = len(labels) // 2
    mate = torch.arange(len(labels)).roll(half)
    similarity = embeddings @ embeddings.t()
    same = labels[:, None] == labels[None]
    mated = similarity.gather(1, mate[:, None])
    others = similarity.masked_fill(same, -2.0)
    logits = torch.cat([mated, others], 1)
    if memory.filled:
        stored, stored_labels = memory.negatives()
        further = (embeddings @ stored.t()).masked_fill(labels[:, None] == stored_labels[None], -2.0)
        logits = torch.cat([logits, further], 1)
    loss = F.cross_entropy(logits * sharpness, torch.zeros(len(labels), dtype=torch.long))
    first = (mated[:, 0] > others.max(1).values).float().mean()
    return loss, first


def minutiae_loss(logits, density, crops):
    """Cross-entropy per 4 x 4 px where there is skin to see; rare positives count five times. All [B,1,40,40]."""
    visible = (F.avg_pool2d(crops.abs(), 4) > 0.05).float()
    loss = F.binary_cross_entropy_with_logits(logits, density, pos_weight=torch.tensor(5.0), reduction='none')
    return (loss * visible).sum() / visible.sum().clamp(min=1)


def pose_loss(network, crops, poses):
    """Smooth-L1 on the pose plus cross-entropy of the centre map. poses [B,3] px, px, rad.

    Returns (loss, mean centre error in px)."""
    with torch.autocast('cpu', dtype=torch.bfloat16):
        maps = network.maps(crops)
    predicted = network.combine(*maps)
    target = torch.stack([poses[:, 0] / POSE_SHIFT_SCALE, poses[:, 1] / POSE_SHIFT_SCALE,
                          torch.sin(poses[:, 2]), torch.cos(poses[:, 2])], 1)
    distance = ((network.positions[None] - target[:, None, :2]) * POSE_SHIFT_SCALE).pow(2).sum(2)
    heat = (-distance / (2 * 7.0**2)).softmax(1)
    map_loss = -(heat * maps[0].log_softmax(1)).sum(1).mean()
    loss = 10 * F.smooth_l1_loss(predicted, target, beta=0.05) + 0.1 * map_loss
    error = ((predicted - target)[:, :2] * POSE_SHIFT_SCALE).norm(dim=1).mean()
    return loss, error


def foreground_loss(logits, masks):
    """Binary cross-entropy per cell. Returns (loss, share of cells on the wrong side of one half)."""
    loss = F.binary_cross_entropy_with_logits(logits, masks)
    return loss, ((logits > 0) != (masks > 0.5)).float().mean()
