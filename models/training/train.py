"""Trains one network: `train.py embedding|pose|foreground|minutiae|map-embedding --steps N ...`. On the CPU in bfloat16, resumable.

The learning rate follows one cosine over --steps. Checkpoints (weights, their moving average, optimiser, random
generators) are written every few minutes to --checkpoints/<network>.pt; starting again with the same options continues.
"""
import argparse
import copy
import math
import os
import time

import torch

from augmentation import Pool, aligned_sample, pose_sample
from losses import EmbeddingMemory, contrastive_loss, foreground_loss, minutiae_loss, pose_loss
from map_embedding import MapEmbeddingNet, MapEmbeddingTask
from minutiae_network import MinutiaeNet
from minutiae_task import MinutiaeTask
from networks import EMBEDDING_SIZE, NETWORKS

PEAK_LEARNING_RATE = 1.5e-3
AVERAGE_DECAY = {'embedding': 0.995, 'pose': 0.998, 'foreground': 0.998, 'minutiae': 0.997,
                 'map-embedding': 0.997}
ALL_NETWORKS = {**NETWORKS, 'minutiae': MinutiaeNet, 'map-embedding': MapEmbeddingNet}
RESULT_OPTIONS = ('steps', 'batch', 'seed', 'threads', 'steps_per_shard')
# Shares of the embedding training after which these begin; earlier the embeddings move too fast to be remembered, and
# hard non-mated pairs drown the signal.
MEMORY_FROM, ONE_CLASS_FROM, TWINS_FROM = 0.05, 0.3, 0.6


def main():
    options = parse_options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    network = ALL_NETWORKS[options.network]().to(memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_LEARNING_RATE, weight_decay=0.02)
    path = os.path.join(options.checkpoints, options.network + '.pt')
    state = {'step': 0, 'seconds': 0.0, 'runs': []}
    if os.path.exists(path):
        state = load_checkpoint(path, network, average, optimiser, generator)
    state['runs'] = state['runs'] + [run_described(state, options)]
    task = TASKS[options.network](options, generator)
    start, saved, total, metric_total = time.time() - state['seconds'], time.time(), 0.0, 0.0
    while state['step'] < options.steps:
        progress = state['step'] / options.steps
        for group in optimiser.param_groups:
            group['lr'] = learning_rate(progress)
        task.step_number = state['step']
        loss, metric = task.step(network, progress)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        update_average(average, network, state['step'], AVERAGE_DECAY[options.network])
        state['step'] += 1
        state['seconds'] = time.time() - start
        total, metric_total = total + loss.item(), metric_total + float(metric)
        if state['step'] % 50 == 0:
            print(f"step {state['step']} {state['seconds']:.0f} s, {state['seconds'] / state['step'] * 1e3:.0f} ms/step, "
                  f'loss {total / 50:.4f}, {task.metric} {metric_total / 50:.4f}', flush=True)
            total = metric_total = 0.0
        if state['step'] % 200 == 0 and hasattr(task, 'report'):
            print(task.report(average), flush=True)
        if time.time() - saved > options.save_every or state['step'] == options.steps:
            save_checkpoint(path, state, network, average, optimiser, generator, options)
            saved = time.time()


def run_described(state, options):
    """Where this start takes over and with what, kept in the checkpoint so that a model card can say it. What decides the
    result may not change unnoticed in the middle of a training."""
    described = {'from_step': state['step'], **{name: getattr(options, name) for name in RESULT_OPTIONS}}
    if state['runs'] and not options.altered:
        before = state['runs'][-1]
        changed = [name for name in RESULT_OPTIONS if before[name] != described[name]]
        if changed:
            raise SystemExit(f'the checkpoint was trained with other {", ".join(changed)}; --altered continues it all the same')
    return described


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('network', choices=list(ALL_NETWORKS))
    parser.add_argument('--pool', nargs='+', default=[], help='pools of impressions, paths without extension')
    parser.add_argument('--minutiae', nargs='+', default=[], help='of the same masters as --pool (embedding only)')
    parser.add_argument('--masters', nargs='+', default=[], help='master files (foreground); ridge_truth.py files for training and for measuring (minutiae), for training (map-embedding)')
    parser.add_argument('--steps-per-shard', type=int, default=16, help='minutiae only: how fast fresh patches come')
    parser.add_argument('--steps', type=int, required=True)
    parser.add_argument('--batch', type=int, default=128)
    parser.add_argument('--seed', type=int, default=101)
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--altered', action='store_true', help='continue a checkpoint with other options than it was begun with')
    parser.add_argument('--save-every', type=float, default=120, help='seconds')
    parser.add_argument('--checkpoints', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), 'checkpoints'))
    options = parser.parse_args()
    os.makedirs(options.checkpoints, exist_ok=True)
    return options


class EmbeddingTask:
    """Pairs of impressions; later on half of the batches from one pattern class and a quarter of the fingers as twins."""

    metric = 'mate first in batch'

    def __init__(self, options, generator):
        self.pool, self.generator = Pool(options.pool, options.minutiae), generator
        self.fingers = options.batch // 2
        self.memory = EmbeddingMemory(8192, EMBEDDING_SIZE)
        field_classes = self.pool.classes[::self.pool.twins_per_field]
        self.class_fields = [torch.nonzero(field_classes == label)[:, 0] for label in range(3)]
        self.all_fields = torch.arange(len(field_classes))

    def step(self, network, progress):
        fingers, flipped = self.choose_fingers(progress)
        first = torch.randint(self.pool.per_finger, (self.fingers,), generator=self.generator)
        offset = torch.randint(1, self.pool.per_finger, (self.fingers,), generator=self.generator)
        impressions = torch.cat([first, (first + offset) % self.pool.per_finger])
        crops, minutiae = aligned_sample(self.pool, fingers.repeat(2), impressions, flipped.repeat(2), self.generator,
                                         pose_error=0.2 + 0.8 * min(1, max(0, progress - 0.15) / 0.5))
        with torch.autocast('cpu', dtype=torch.bfloat16):
            embeddings, minutiae_logits = network.with_minutiae(crops)
        labels = (fingers + self.pool.count * flipped.long()).repeat(2)
        sharpness = 10 + 14 * min(1, progress / 0.2)
        loss, metric = contrastive_loss(embeddings.float(), labels, sharpness, self.memory)
        if progress > MEMORY_FROM:
            self.memory.add(embeddings.detach().float(), labels)
        return loss + 2 * minutiae_loss(minutiae_logits, minutiae, crops), metric

    def choose_fingers(self, progress):
        twins = self.pool.twins_per_field
        one_class = progress > ONE_CLASS_FROM and torch.rand((), generator=self.generator) < 0.5
        chosen_class = int(torch.randint(3, (), generator=self.generator))
        fields = self.class_fields[chosen_class] if one_class else self.all_fields
        twin_fields = self.fingers // (4 * twins) if progress > TWINS_FROM else 0
        singles = self.fingers - twin_fields * twins
        fields = fields[torch.randperm(len(fields), generator=self.generator)[:twin_fields + singles]]
        paired = (fields[:twin_fields, None] * twins + torch.arange(twins)).flatten()
        alone = fields[twin_fields:] * twins + torch.randint(twins, (singles,), generator=self.generator)
        flips = torch.rand(len(fields), generator=self.generator) < 0.5
        flipped = torch.cat([flips[:twin_fields].repeat_interleave(twins), flips[twin_fields:]])
        return torch.cat([paired, alone]), flipped


class PoseTask:
    metric = 'centre error px'

    def __init__(self, options, generator):
        self.pool, self.generator, self.batch = Pool(options.pool), generator, options.batch

    def step(self, network, _progress):
        fingers = torch.randint(self.pool.count, (self.batch,), generator=self.generator)
        impressions = torch.randint(self.pool.per_finger, (self.batch,), generator=self.generator)
        flipped = torch.rand(self.batch, generator=self.generator) < 0.5
        crops, poses = pose_sample(self.pool, fingers, impressions, flipped, self.generator)
        return pose_loss(network, crops, poses)


class ForegroundTask:
    metric = 'wrong cells'

    def __init__(self, options, generator):
        from scenes import SceneSource
        self.source, self.batch = SceneSource(options.masters, generator), options.batch

    def step(self, network, _progress):
        normalised, masks = self.source.batch(self.batch)
        with torch.autocast('cpu', dtype=torch.bfloat16):
            logits = network(normalised)
        return foreground_loss(logits.float(), masks)


TASKS = {'embedding': EmbeddingTask, 'pose': PoseTask, 'foreground': ForegroundTask,
         'minutiae': MinutiaeTask, 'map-embedding': MapEmbeddingTask}


def learning_rate(progress):
    return PEAK_LEARNING_RATE * min(1, progress / 0.04 + 0.02) * (0.5 + 0.5 * math.cos(math.pi * progress))


@torch.no_grad()
def update_average(average, network, step, final_decay):
    decay = min(final_decay, (1 + step) / (10 + step))
    for kept, current in zip(average.state_dict().values(), network.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.lerp_(current, 1 - decay)


def save_checkpoint(path, state, network, average, optimiser, generator, options):
    torch.save({**state, 'network': network.state_dict(), 'average': average.state_dict(),
                'optimiser': optimiser.state_dict(), 'generator': generator.get_state(),
                'options': vars(options)}, path + '.new')
    os.replace(path + '.new', path)


def load_checkpoint(path, network, average, optimiser, generator):
    saved = torch.load(path)
    network.load_state_dict(saved['network'])
    average.load_state_dict(saved['average'])
    optimiser.load_state_dict(saved['optimiser'])
    generator.set_state(saved['generator'])
    return {'step': saved['step'], 'seconds': saved['seconds'], 'runs': saved.get('runs', [])}


if __name__ == '__main__':
    main()
