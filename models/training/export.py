"""Exports the averaged weights of the checkpoints to models/fingerprint-*.onnx and checks each file in onnxruntime-node.

Prints, and writes with --report as JSON: largest absolute difference to PyTorch, milliseconds on one thread, sha256."""
import argparse
import hashlib
import json
import os
import re

import numpy as np
import torch
import torch.nn as nn

from minutiae_network import MinutiaeGraph, MinutiaeNet
from networks import ALIGNED_CROP, NETWORKS, POSE_CROP
from normalisation import normalise
from onnx_runner import run_onnx

HERE = os.path.dirname(os.path.abspath(__file__))
OPSET = 15
ALL_NETWORKS = {**NETWORKS, 'minutiae': MinutiaeNet}


class ForegroundGraph(nn.Module):
    """image [B,1,H,W] grey 0..255 -> normalised [B,1,H,W], foreground [B,1,H/8,W/8] probability."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        normalised = normalise(image / 255)
        return normalised, torch.sigmoid(self.network(normalised))


def load_network(name, checkpoints):
    """The averaged network in evaluation mode and the step it was saved at."""
    saved = torch.load(os.path.join(checkpoints, name + '.pt'))
    network = ALL_NETWORKS[name]()
    network.load_state_dict(saved['average'])
    return network.eval(), saved['step']


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('networks', nargs='*', default=list(ALL_NETWORKS))
    parser.add_argument('--checkpoints', default=os.path.join(HERE, 'checkpoints'))
    parser.add_argument('--out', default=os.path.dirname(HERE))
    parser.add_argument('--report')
    parser.add_argument('--manifest', default=os.path.join(os.path.dirname(HERE), 'manifest.json'),
                        help='its sha256 and bytes are brought up to date; the hub refuses any other file')
    options = parser.parse_args()
    torch.set_num_threads(1)
    report = {}
    for name in options.networks or list(ALL_NETWORKS):
        network, step = load_network(name, options.checkpoints)
        path = os.path.join(options.out, f'fingerprint-{name}.onnx')
        graph, example, tensors, axes = describe(name, network)
        graph.eval()  # the exporter gives the wrapper's own mode back to its parts
        torch.onnx.export(graph, example, path, opset_version=OPSET, input_names=tensors[:1], output_names=tensors[1:],
                          dynamic_axes=axes)
        difference, milliseconds = check(graph, path, example, tensors)
        assert difference < 1e-3, f'{name}: differs from PyTorch by {difference}'
        with open(path, 'rb') as file:
            content = file.read()
        report[name] = {'step': step, 'sha256': hashlib.sha256(content).hexdigest(), 'bytes': len(content),
                        'parameters': sum(values.numel() for values in network.parameters()),
                        'largest_difference': difference, 'milliseconds_one_image': milliseconds}
        print(name, json.dumps(report[name]), flush=True)
        update_manifest(options.manifest, f'fingerprint-{name}.onnx', report[name])
    if options.report:
        with open(options.report, 'w', encoding='utf-8') as file:
            json.dump(report, file, indent=2)


def update_manifest(path, file, exported):
    """Changes nothing but the two values, so that the manifest keeps its hand-written form."""
    with open(path, encoding='utf-8') as source:
        text = source.read()
    start = text.find(f'"file": "{file}"')
    if start < 0:
        return
    entry = re.sub(r'"sha256": "[0-9a-f]*"', f'"sha256": "{exported["sha256"]}"', text[start:], count=1)
    entry = re.sub(r'"bytes": [0-9]+', f'"bytes": {exported["bytes"]}', entry, count=1)
    with open(path + '.new', 'w', encoding='utf-8') as target:
        target.write(text[:start] + entry)
    os.replace(path + '.new', path)


def describe(name, network):
    """Graph, example input, tensor names (input first) and dynamic axes."""
    batch = {0: 'batch'}
    if name == 'minutiae':
        maps = {0: 'batch', 2: 'height4', 3: 'width4'}
        axes = {'image': {0: 'batch', 2: 'height', 3: 'width'}, 'peaks': maps, 'details': maps,
                'field': {0: 'batch', 2: 'height8', 3: 'width8'}}
        return MinutiaeGraph(network), torch.rand(1, 1, 192, 160) * 255, list(axes), axes
    if name == 'foreground':
        size = {0: 'batch', 2: 'height', 3: 'width'}
        axes = {'image': size, 'normalised': size, 'foreground': {0: 'batch', 2: 'height8', 3: 'width8'}}
        return ForegroundGraph(network), torch.rand(1, 1, 192, 160) * 255, ['image', 'normalised', 'foreground'], axes
    if name == 'pose':
        return network, torch.randn(1, 1, POSE_CROP, POSE_CROP), ['crop', 'pose'], {'crop': batch, 'pose': batch}
    return (network, torch.randn(1, 1, ALIGNED_CROP, ALIGNED_CROP), ['aligned', 'embedding'],
            {'aligned': batch, 'embedding': batch})


def check(graph, path, example, tensors):
    """Compares on another batch (and image) size than the traced one."""
    shape = (1, 1, 320, 272) if tensors[0] == 'image' else (3, *example.shape[1:])
    values = torch.rand(shape) * 255 if tensors[0] == 'image' else torch.randn(shape)
    with torch.no_grad():
        expected = graph(values)
    expected = expected if isinstance(expected, tuple) else (expected,)
    outputs, _ = run_onnx(path, {tensors[0]: values.numpy()})
    difference = max(float(np.abs(outputs[name] - values.numpy()).max()) for name, values in zip(tensors[1:], expected))
    _, milliseconds = run_onnx(path, {tensors[0]: values[:1].numpy()}, repeat=15)
    return difference, milliseconds


if __name__ == '__main__':
    main()
