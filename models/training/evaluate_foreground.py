"""Measures fingerprint-foreground.onnx on synthetic scenes with held-out fingers: wrong cells, and whether an image
without a finger can be told from one with a finger by the number of confident cells (8 x 8 px each)."""
import argparse
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

import scenes
from extraction import FOREGROUND_THRESHOLD, OnnxNetworks

HERE = os.path.dirname(os.path.abspath(__file__))
SIZE = 256  # px


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--masters', required=True, help='master file that training never saw')
    parser.add_argument('--models', default=os.path.dirname(HERE))
    parser.add_argument('--scenes', type=int, default=300, help='with a finger')
    parser.add_argument('--per-kind', type=int, default=60, help='scenes of each kind without a finger')
    parser.add_argument('--seed', type=int, default=502)
    parser.add_argument('--report')
    options = parser.parse_args()
    torch.set_num_threads(1)
    networks = OnnxNetworks(options.models)
    source = scenes.SceneSource([options.masters], torch.Generator().manual_seed(options.seed))
    pairs = [source.positive_scene(SIZE, SIZE) for _ in range(options.scenes)]
    predicted = foreground_of(networks, [scene for scene, _ in pairs])
    truth = F.avg_pool2d(torch.from_numpy(np.stack([mask for _, mask in pairs]))[:, None], 8)
    wrong = ((predicted > 0.5) != (truth > 0.5)).float().mean()
    visible = (truth > 0.5).flatten(1).sum(1) >= 60
    areas = (predicted >= FOREGROUND_THRESHOLD).flatten(1).sum(1)[visible].numpy()
    report = {'scenes': len(pairs), 'wrong_cells': float(wrong), 'fingers_of_60_cells_or_more': len(areas),
              'found_area_percentiles_0_1_5_50': np.percentile(areas, (0, 1, 5, 50)).tolist(), 'empty': {}}
    print({key: value for key, value in report.items() if key != 'empty'})
    for kind in scenes.NEGATIVES:
        images = [degrade(source.random, kind(source.random, SIZE, SIZE)) for _ in range(options.per_kind)]
        areas = (foreground_of(networks, images) >= FOREGROUND_THRESHOLD).flatten(1).sum(1).numpy()
        report['empty'][kind.__name__] = {'images': len(images), 'largest_area': int(areas.max()),
                                          **{f'area_{cells}_or_more': int((areas >= cells).sum()) for cells in (10, 30, 60)}}
        print(kind.__name__, report['empty'][kind.__name__])
    if options.report:
        with open(options.report, 'w', encoding='utf-8') as file:
            json.dump(report, file, indent=2)


def degrade(random, scene):
    return scene + random.uniform(0, 0.04) * random.standard_normal(scene.shape, dtype=np.float32)


def foreground_of(networks, images):
    values = (torch.from_numpy(np.stack(images)).float()[:, None].clamp(0, 1) * 255).round()
    return torch.cat([networks.foreground(part)[1] for part in values.split(32)])


if __name__ == '__main__':
    main()
