"""Measures fingerprint-minutiae.onnx on patches of held-out synthetic fingers (ridge_patches.py), at several thresholds and by
what the patch looks like. A found minutia counts if it lies within 8 px and 20 degrees of a true one that can be judged.

  evaluate_minutiae.py --masters held.pt [--seed 7] [--shards 2]
"""
import argparse
import json
import math
import os

import torch

from minutiae_task import compare
from onnx_runner import run_onnx
from ridge_patches import render_shard

HERE = os.path.dirname(os.path.abspath(__file__))
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--masters', required=True, help='file of ridge_truth.py that training never saw')
    parser.add_argument('--model', default=os.path.join(os.path.dirname(HERE), 'fingerprint-minutiae.onnx'))
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--shards', type=int, default=2)
    parser.add_argument('--report')
    options = parser.parse_args()
    torch.set_num_threads(1)
    source = torch.load(options.masters)
    shards = [render_shard(source, options.seed, index) for index in range(options.shards)]
    grey, truth, field = (torch.cat([shard[name] for shard in shards]) for name in ('grey', 'minutiae', 'field'))
    outputs, _ = run_onnx(options.model, {'image': grey.float().numpy()})
    peaks, details, found = (torch.from_numpy(outputs[name]) for name in ('peaks', 'details', 'field'))
    report = {'patches': len(grey), 'thresholds': {}, 'by_quality': {}, 'field': field_errors(found, field.float())}
    for threshold in THRESHOLDS:
        report['thresholds'][threshold] = summary(*compare(peaks, details, truth, threshold))
    contact = field[:, 2].float() > 0.5
    quality = (field[:, 3].float() * contact).sum((1, 2)) / contact.sum((1, 2)).clamp(min=1)
    edges = torch.quantile(quality, torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0]))
    for low, high in zip(edges, edges[1:]):
        rows = (quality >= low) & (quality <= high)
        report['by_quality'][f'{low:.2f} .. {high:.2f}'] = summary(*compare(peaks[rows], details[rows], truth[rows], 0.4))
    for name, values in report.items():
        print(name, json.dumps(values, indent=1))
    if options.report:
        with open(options.report, 'w', encoding='utf-8') as file:
            json.dump(report, file, indent=2)


def summary(counts, errors):
    at = lambda column, share: round(float(torch.quantile(errors[:, column], share)), 3)
    return {'true': counts['true'], 'recall': round(counts['hit'] / max(1, counts['true']), 3), 'found': counts['found'],
            'precision': round(1 - counts['wrong'] / max(1, counts['found']), 3),
            'px': [at(0, 0.5), at(0, 0.9)], 'degrees': [round(math.degrees(at(1, 0.5)), 1), round(math.degrees(at(1, 0.9)), 1)],
            'type_right': round(float(errors[:, 2].mean()), 3)}


def field_errors(found, truth):
    contact = truth[:, 2] > 0.5
    good = contact & (truth[:, 3] > 0.5)
    angle = 0.5 * torch.atan2(found[:, 1], found[:, 0])
    true_angle = 0.5 * torch.atan2(-truth[:, 1], truth[:, 0])
    turn = ((angle - true_angle + math.pi / 2) % math.pi - math.pi / 2).abs()[good]
    both = torch.stack([found[:, 3][contact], truth[:, 3][contact]])
    return {'orientation_degrees': [round(math.degrees(float(torch.quantile(turn[:1_000_000], share))), 2) for share in (0.5, 0.9)],
            'foreground_wrong_cells': round(float(((found[:, 2] > 0.5) != contact).float().mean()), 4),
            'quality_mean_difference': round(float((both[0] - both[1]).abs().mean()), 3),
            'quality_correlation': round(float(torch.corrcoef(both)[0, 1]), 3),
            'period_px_median_difference': round(float((found[:, 4] - truth[:, 4]).abs()[good].median()), 3)}


if __name__ == '__main__':
    main()
