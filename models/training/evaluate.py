"""Measures the exported ONNX files: on held-out synthetic fingers or on folders of images <finger>_<impression>.<ext>.

  evaluate.py synthetic --masters held-out.pt
  evaluate.py images --folder PATH:PPI --folder PATH:PPI ...

Protocol: every unordered pair of samples is compared once; the probe is embedded in all --views, the reference in one,
the score is the largest cosine. Rank: the first sample of every finger of all folders is enrolled, the others search.
Real images are for measuring only: nothing is trained or tuned on them.
"""
import argparse
import json
import os

import numpy as np
import torch

from extraction import OnnxNetworks, embed_views, estimate_pose, load_image, masked_crops
from metrics import bootstrap_eer, equal_error_rate, fnmr_at_fmr, pair_scores, rank_of_mates, threshold_at_fmr

HERE = os.path.dirname(os.path.abspath(__file__))
VIEWS = {
    1: [(0, 0, 0)],
    3: [(0, 0, 0), (0, 0, 0.12), (0, 0, -0.12)],
    7: [(0, 0, 0), (0, 0, 0.12), (0, 0, -0.12), (7, 0, 0), (-7, 0, 0), (0, 7, 0), (0, -7, 0)],
    15: [(x, y, turn) for x, y in ((0, 0), (8, 0), (-8, 0), (0, 8), (0, -8)) for turn in (0, 0.15, -0.15)],
}
SCALE_8_BIT, SCALE_7_BIT = 400, 200  # round(e * scale), clipped to +-127 and +-63


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('source', choices=['synthetic', 'images'])
    parser.add_argument('--folder', action='append', default=[], help='PATH:PPI')
    parser.add_argument('--masters', help='master file that training never saw')
    parser.add_argument('--models', default=os.path.dirname(HERE))
    parser.add_argument('--passes', type=int, default=1, help='pose passes')
    parser.add_argument('--views', type=int, nargs='+', default=[1, 7], choices=list(VIEWS))
    parser.add_argument('--seed', type=int, default=501, help='of the rendered impressions')
    parser.add_argument('--report')
    options = parser.parse_args()
    torch.set_num_threads(1)
    networks = OnnxNetworks(options.models)
    images, fingers, groups = synthetic_samples(options) if options.source == 'synthetic' else real_samples(options)
    masked, confidence, area = masked_crops(networks, images)
    print(f'{len(images)} samples of {len(np.unique(fingers))} fingers; foreground cells: least {int(area.min())}, '
          f'median {int(area.median())}; confidence: least {confidence.min():.3f}, median {confidence.median():.3f}')
    pose = estimate_pose(networks, masked, options.passes)
    report = {}
    for count in options.views:
        embeddings = embed_views(networks, masked, pose, VIEWS[count]).numpy()
        report[f'{count} views'] = measure(embeddings, fingers, groups, count)
    if options.report:
        with open(options.report, 'w', encoding='utf-8') as file:
            json.dump(report, file, indent=2)


def synthetic_samples(options):
    """Two impressions per held-out finger as 8-bit images; pattern twins are among the non-mated pairs."""
    from renderer import render_impressions
    source, generator = torch.load(options.masters), torch.Generator().manual_seed(options.seed)
    images, fingers = [], []
    with torch.no_grad():
        for first in range(0, len(source['masters']), 32):
            rows = slice(first, first + 32)
            for _ in range(2):
                grey, _, _ = render_impressions(source['masters'][rows], source['centres'][rows], generator, size=224)
                images += list((grey[:, 0].clamp(0, 1) * 255).round())
                fingers += range(first, first + len(grey))
    order = np.argsort(fingers, kind='stable')
    return [images[row] for row in order], np.array(fingers)[order], {'synthetic': np.arange(len(order))}


def real_samples(options):
    images, fingers, groups = [], [], {}
    for number, described in enumerate(options.folder):
        path, ppi = described.rsplit(':', 1)
        first = len(images)
        for name in sorted(os.listdir(path)):
            stem = os.path.splitext(name)[0].split('_')
            if len(stem) == 2 and stem[0].isdigit():
                images.append(load_image(os.path.join(path, name), float(ppi)))
                fingers.append(number * 100_000 + int(stem[0]))
        groups[os.path.basename(path.rstrip('/'))] = np.arange(first, len(images))
    return images, np.array(fingers), groups


def similarity_of(embeddings, probe_scale=None, reference_scale=None, probe_limit=127, reference_limit=127):
    """[N, views, 256] -> [probe, reference]: largest product over the probe's views, optionally of quantised vectors."""
    probes, references = embeddings, embeddings[:, 0]
    if probe_scale:
        probes = np.clip(np.round(probes * probe_scale), -probe_limit, probe_limit)
        references = np.clip(np.round(references * reference_scale), -reference_limit, reference_limit)
    return np.max([probes[:, view] @ references.T for view in range(probes.shape[1])], 0)


def measure(embeddings, fingers, groups, count):
    similarity = similarity_of(embeddings)
    result, pooled_mated, pooled_other = {}, [], []
    for name, rows in groups.items():
        mated, other = pair_scores(similarity[np.ix_(rows, rows)], fingers[rows])
        pooled_mated.append(mated)
        pooled_other.append(other)
        low, high = bootstrap_eer(similarity[np.ix_(rows, rows)], fingers[rows])
        result[name] = describe(mated, other) | {'eer_interval': [low, high]}
    mated, other = np.concatenate(pooled_mated), np.concatenate(pooled_other)
    if len(groups) > 1:
        result['pooled'] = describe(mated, other)
    ranks = rank_of_mates(similarity, fingers)
    result['closed set'] = {'gallery_fingers': len(np.unique(fingers)), 'probes': len(ranks),
                            **{f'rank_{limit}': float((ranks <= limit).mean()) for limit in (1, 5, 10)}}
    result['quantised_eer'] = quantised(embeddings, fingers, groups)
    percentiles = (1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9)
    result['cosine_percentiles'] = {'percentile': percentiles, 'mated': np.percentile(mated, percentiles).round(3).tolist(),
                                    'non_mated': np.percentile(other, percentiles).round(3).tolist()}
    result['threshold_at_fmr'] = {str(fmr): float(threshold_at_fmr(other, fmr)) for fmr in (1e-2, 1e-3, 1e-4)}
    print(f'--- {count} probe view(s)')
    for name, values in result.items():
        print(f'{name:14s}', {key: round(value, 4) if isinstance(value, float) else value for key, value in values.items()})
    return result


def describe(mated, other):
    return {'mated': len(mated), 'non_mated': len(other), 'eer': float(equal_error_rate(mated, other)),
            'fnmr_at_fmr_1e-2': fnmr_at_fmr(mated, other, 1e-2), 'fnmr_at_fmr_1e-3': fnmr_at_fmr(mated, other, 1e-3)}


def quantised(embeddings, fingers, groups):
    variants = {'int8_both': (SCALE_8_BIT, SCALE_8_BIT, 127, 127), 'probe_7_bit': (SCALE_7_BIT, SCALE_8_BIT, 63, 127)}
    result = {}
    for name, (probe_scale, reference_scale, probe_limit, reference_limit) in variants.items():
        similarity = similarity_of(embeddings, probe_scale, reference_scale, probe_limit, reference_limit)
        pairs = [pair_scores(similarity[np.ix_(rows, rows)], fingers[rows]) for rows in groups.values()]
        mated, other = (np.concatenate(side) for side in zip(*pairs))
        result[name] = float(equal_error_rate(mated, other))
    return result


if __name__ == '__main__':
    main()
