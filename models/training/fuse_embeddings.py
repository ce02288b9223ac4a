"""Fits and exports fingerprint-fusion.onnx: texture embedding and map embedding, reduced to 256 numbers by linear discriminant
analysis (Fisher): whitened by what differs between impressions of one finger, then the directions in which fingers differ most.

  fuse_embeddings.py fit     --impressions FOLDER --held-out FOLDER [--shrink 0.3 --level 0.5]   # checkpoints/fusion.pt, figures on the held-out
  fuse_embeddings.py export                                                          # ../fingerprint-fusion.onnx and its parity
  fuse_embeddings.py images  --folder DB1_B:500 ...                                  # figures on real images; nothing is fitted
"""
import argparse
import hashlib
import json
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from chain_impressions import MINUTIAE_MAX, extract, load_shards
from evaluate import quantised
from extraction import OnnxNetworks
from map_embedding import MapEmbeddingNet
from metrics import bootstrap_eer, equal_error_rate, fnmr_at_fmr, pair_scores, rank_of_mates, threshold_at_fmr
from networks import EMBEDDING_SIZE
from onnx_runner import run_onnx
from ridge_maps import CELLS, found_maps

HERE = os.path.dirname(os.path.abspath(__file__))
OPSET = 15
HALF_FROM = 1024  # weights of a tensor from which it is stored with 16 bits
INPUTS = ('texture', 'minutiae', 'ridges', 'pose')


class FusionGraph(nn.Module):
    """texture [N,256], minutiae [N,M,4], ridges [N,4,40,40], pose [N,3] (ridge_maps.found_maps) -> [N,256], unit length."""

    def __init__(self, network, mean, matrix):
        super().__init__()
        self.network = network
        self.register_buffer('mean', mean)
        self.register_buffer('matrix', matrix)

    def forward(self, texture, minutiae, ridges, pose):
        both = torch.cat([texture, self.network(found_maps(minutiae, ridges, pose))], 1)
        return F.normalize((both - self.mean) @ self.matrix, dim=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('action', choices=['fit', 'export', 'images'])
    parser.add_argument('--impressions', help='folder of chain_impressions.py')
    parser.add_argument('--held-out', help='the same of fingers that no training saw')
    parser.add_argument('--shrink', type=float, nargs='+', default=[0.3], help='several: all are measured, the first is kept')
    parser.add_argument('--level', type=float, default=0.5, help='0: as analysis says, 1: every direction counts alike')
    parser.add_argument('--folder', action='append', default=[], help='PATH:PPI of <finger>_<impression> images')
    parser.add_argument('--models', default=os.path.dirname(HERE))
    parser.add_argument('--checkpoints', default=os.path.join(HERE, 'checkpoints'))
    parser.add_argument('--report')
    options = parser.parse_args()
    torch.set_num_threads(1)
    report = {'fit': fit, 'export': export, 'images': measure_images}[options.action](options)
    print(json.dumps(report, indent=1))
    if options.report:
        with open(options.report, 'w', encoding='utf-8') as file:
            json.dump(report, file, indent=2)


def load_network(checkpoints):
    network = MapEmbeddingNet()
    network.load_state_dict(torch.load(os.path.join(checkpoints, 'map-embedding.pt'))['average'])
    return network.eval()


@torch.no_grad()
def both_embeddings(network, found):
    parts = zip(*(found[name].split(64) for name in INPUTS))
    return torch.cat([torch.cat([texture, network(found_maps(*maps))], 1) for texture, *maps in parts])


def fit(options):
    network = load_network(options.checkpoints)
    training, held_out = load_shards(options.impressions), load_shards(options.held_out)
    rows, held_rows = both_embeddings(network, training), both_embeddings(network, held_out)
    labels = held_out['labels'].numpy()
    size = EMBEDDING_SIZE
    report = {'impressions': len(rows), 'identities': len(training['labels'].unique()), 'held_out': {
        'texture': described(held_rows[:, :size], labels), 'maps': described(held_rows[:, size:], labels),
        'side by side, 512': described(held_rows, labels)}}
    for number, shrink in enumerate(options.shrink):
        mean, matrix = discriminants(rows, training['labels'], size, shrink, options.level)
        report['held_out'][f'fused, shrink {shrink}'] = described((held_rows - mean) @ matrix, labels)
        if number == 0:
            torch.save({'mean': mean, 'matrix': matrix, 'shrink': shrink, 'level': options.level, 'impressions': len(rows)},
                       os.path.join(options.checkpoints, 'fusion.pt'))
    return report


def discriminants(rows, labels, size, shrink, level):
    """Mean [D] and matrix [D,size]: the leading eigenvectors of within^-1 between, scaled so that the (shrunken) differences
    within a finger are white, then levelled: a cosine gives the few directions that separate pattern classes too much."""
    mean = rows.mean(0)
    centred = rows - mean
    _, finger, count = labels.unique(return_inverse=True, return_counts=True)
    middles = torch.zeros(len(count), rows.shape[1]).index_add_(0, finger, centred) / count[:, None]
    rest = centred - middles[finger]
    within = rest.t() @ rest / (len(rows) - len(count))
    between = centred.t() @ centred / len(rows) - within
    within = (1 - shrink) * within + shrink * within.diagonal().mean() * torch.eye(len(within))
    root = torch.linalg.cholesky(within)
    whitened = torch.linalg.solve_triangular(root, between, upper=False)
    whitened = torch.linalg.solve_triangular(root, whitened.t(), upper=False)
    _, vectors = torch.linalg.eigh((whitened + whitened.t()) / 2)
    matrix = torch.linalg.solve_triangular(root.t(), vectors[:, -size:].flip(1), upper=True)
    return mean, matrix * (centred @ matrix).var(0) ** (-level / 2)


def described(rows, labels, groups=None):
    """One view each; pairs within a group only where groups are given."""
    embeddings = F.normalize(rows, dim=1).numpy()
    similarity = embeddings @ embeddings.T
    groups = groups or {'all': np.arange(len(labels))}
    pairs = [pair_scores(similarity[np.ix_(rows, rows)], labels[rows]) for rows in groups.values()]
    mated, other = (np.concatenate(side) for side in zip(*pairs))
    ranks, percentiles = rank_of_mates(similarity, labels), (1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9)
    return {'mated': len(mated), 'non_mated': len(other), 'eer': round(float(equal_error_rate(mated, other)), 4),
            'fnmr_at_fmr': {str(fmr): round(fnmr_at_fmr(mated, other, fmr), 4) for fmr in (1e-1, 1e-2, 1e-3, 1e-4)},
            'threshold_at_fmr': {str(fmr): round(float(threshold_at_fmr(other, fmr)), 3) for fmr in (1e-1, 1e-2, 1e-3, 1e-4)},
            'rank': {str(limit): round(float((ranks <= limit).mean()), 4) for limit in (1, 5, 10)},
            'gallery': len(np.unique(labels)), 'percentiles': percentiles,
            'mated_cosines': np.percentile(mated, percentiles).round(3).tolist(),
            'non_mated_cosines': np.percentile(other, percentiles).round(3).tolist(),
            'int8_eer': round(float(quantised(embeddings[:, None], labels, groups)['int8_both']), 4)}


def export(options):
    saved = torch.load(os.path.join(options.checkpoints, 'fusion.pt'))
    graph = FusionGraph(load_network(options.checkpoints), saved['mean'], saved['matrix']).eval()
    path = os.path.join(options.models, 'fingerprint-fusion.onnx')
    torch.onnx.export(graph, example(1), path, opset_version=OPSET, input_names=list(INPUTS), output_names=['embedding'],
                      dynamic_axes={**{name: {0: 'batch'} for name in (*INPUTS, 'embedding')}, 'minutiae': {0: 'batch', 1: 'minutiae'}})
    store_halves(path)
    inputs = example(3)
    with torch.no_grad():
        expected = graph(*inputs).numpy()
    arrays = {name: values.numpy() for name, values in zip(INPUTS, inputs)}
    outputs, _ = run_onnx(path, arrays)
    difference = float(np.abs(outputs['embedding'] - expected).max())
    assert difference < 2e-3, f'differs from PyTorch by {difference}'
    _, milliseconds = run_onnx(path, {name: values[:1] for name, values in arrays.items()}, repeat=15)
    with open(path, 'rb') as file:
        content = file.read()
    return {'sha256': hashlib.sha256(content).hexdigest(), 'bytes': len(content), 'largest_difference': difference,
            'parameters': sum(values.numel() for values in graph.network.parameters()) + saved['matrix'].numel(),
            'milliseconds_one_image': milliseconds, 'fitted_to_impressions': saved['impressions'], 'shrink': saved['shrink'], 'level': saved['level']}


def example(count):
    generator = torch.Generator().manual_seed(1)
    random = lambda *shape: torch.rand(*shape, generator=generator)
    minutiae = torch.cat([random(count, MINUTIAE_MAX, 2) * 300, random(count, MINUTIAE_MAX, 1) * 6, random(count, MINUTIAE_MAX, 1)], 2)
    ridges = torch.cat([random(count, 2, CELLS, CELLS) - 0.5, random(count, 1, CELLS, CELLS), 9 * random(count, 1, CELLS, CELLS)], 1)
    return F.normalize(random(count, EMBEDDING_SIZE) - 0.5), minutiae, ridges, torch.tensor([[150.0, 160.0, 0.3]]).repeat(count, 1)


def store_halves(path):
    """Large weights as float16 with a cast in front of their use: half the file, the same arithmetic."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    model = onnx.load(path)
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < HALF_FROM:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + '.half'))
        casts.append(helper.make_node('Cast', [name + '.half'], [name], to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def measure_images(options):
    """The exported files on folders of images, one view on both sides."""
    from PIL import Image
    networks, embeddings, textures, labels, groups = OnnxNetworks(options.models), {}, {}, [], {}
    for number, described_folder in enumerate(options.folder):
        folder, ppi = described_folder.rsplit(':', 1)
        images, first = [], len(labels)
        for name in sorted(os.listdir(folder)):
            image = Image.open(os.path.join(folder, name)).convert('L')
            if float(ppi) != 500:
                image = image.resize(tuple(round(side * 500 / float(ppi)) for side in image.size), Image.BICUBIC)
            images.append(torch.from_numpy(np.asarray(image, np.float32).copy())[None, None])
            labels.append(number * 100_000 + int(name.split('_')[0]))
        for rows in same_sized(images):
            grey = torch.cat([images[row] for row in rows])
            height, width = grey.shape[2:]
            found = extract(networks, F.pad(grey, (0, -width % 32, 0, -height % 32), mode='replicate'))
            outputs, _ = run_onnx(os.path.join(options.models, 'fingerprint-fusion.onnx'), {name: found[name].numpy() for name in INPUTS})
            for row, fused, texture in zip(rows, torch.from_numpy(outputs['embedding']), found['texture']):
                embeddings[first + row], textures[first + row] = fused, texture
        groups[os.path.basename(folder.rstrip('/'))] = np.arange(first, len(labels))
    in_order = lambda values: torch.stack([values[row] for row in range(len(labels))])
    rows, textures, labels = in_order(embeddings), in_order(textures), np.array(labels)
    report = {'texture alone, pooled': described(textures, labels, groups), 'pooled': described(rows, labels, groups)}
    for name, chosen in groups.items():
        low, high = bootstrap_eer((rows[chosen] @ rows[chosen].t()).numpy(), labels[chosen])
        report[name] = {**described(rows[chosen], labels[chosen]), 'eer_interval': [round(float(low), 4), round(float(high), 4)]}
    return report


def same_sized(images):
    shapes = [tuple(image.shape) for image in images]
    return [[row for row, other in enumerate(shapes) if other == shape] for shape in sorted(set(shapes))]


if __name__ == '__main__':
    main()
