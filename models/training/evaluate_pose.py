"""Measures fingerprint-pose.onnx on held-out synthetic fingers, behind fingerprint-foreground.onnx, against the truth."""
import argparse
import json
import os

import torch
import torch.nn.functional as F

from extraction import OnnxNetworks, cut_out, estimate_pose
from masters import ARCH
from renderer import render_impressions

HERE = os.path.dirname(os.path.abspath(__file__))
SIZE = 224  # px


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--masters', required=True, help='master file that training never saw')
    parser.add_argument('--models', default=os.path.dirname(HERE))
    parser.add_argument('--passes', type=int, default=1)
    parser.add_argument('--seed', type=int, default=503)
    parser.add_argument('--report')
    options = parser.parse_args()
    torch.set_num_threads(1)
    networks, source = OnnxNetworks(options.models), torch.load(options.masters)
    generator = torch.Generator().manual_seed(options.seed)
    shift_errors, turn_errors = [], []
    with torch.no_grad():
        for first in range(0, len(source['masters']), 64):
            rows = slice(first, first + 64)
            grey, _, truth = render_impressions(source['masters'][rows], source['centres'][rows], generator, size=SIZE)
            normalised, foreground = networks.foreground((grey.clamp(0, 1) * 255).round())
            masked = normalised * F.interpolate(foreground, scale_factor=8.0, mode='bilinear', align_corners=False)
            middle = (SIZE - 1) / 2
            crops = torch.stack([cut_out(one, (middle, middle), 320) for one in masked])
            dx, dy, angle = estimate_pose(networks, crops, options.passes)
            shift_errors.append(torch.hypot(dx - truth[:, 0], dy - truth[:, 1]))
            turn_errors.append(torch.rad2deg(torch.atan2(torch.sin(angle - truth[:, 2]), torch.cos(angle - truth[:, 2]))).abs())
    shift, turn, arch = torch.cat(shift_errors), torch.cat(turn_errors), source['classes'] == ARCH
    report = {'fingers': len(shift), 'shift_px': percentiles(shift), 'turn_degrees': percentiles(turn),
              'arches': int(arch.sum()), 'arch_shift_px': percentiles(shift[arch])}
    print(report)
    if options.report:
        with open(options.report, 'w', encoding='utf-8') as file:
            json.dump(report, file, indent=2)


def percentiles(values):
    return {str(share): round(float(values.quantile(share / 100)), 2) for share in (50, 90, 95, 99)}


if __name__ == '__main__':
    main()
