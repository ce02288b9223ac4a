"""Error rates from similarity scores (ISO/IEC 19795-1), with intervals by resampling fingers."""
import numpy as np


def equal_error_rate(mated, non_mated):
    thresholds = np.unique(np.concatenate([mated, non_mated]))
    fnmr = np.searchsorted(np.sort(mated), thresholds, 'left') / len(mated)
    fmr = 1 - np.searchsorted(np.sort(non_mated), thresholds, 'left') / len(non_mated)
    closest = np.argmin(np.abs(fnmr - fmr))
    return (fnmr[closest] + fmr[closest]) / 2


def threshold_at_fmr(non_mated, fmr):
    """Smallest score above all but a share `fmr` of the non-mated ones: a match is a score greater than this."""
    ordered = np.sort(non_mated)[::-1]
    return ordered[min(len(ordered) - 1, int(fmr * len(ordered)))]


def fnmr_at_fmr(mated, non_mated, fmr):
    return float((mated <= threshold_at_fmr(non_mated, fmr)).mean())


def pair_scores(similarity, fingers):
    """similarity [N,N]: row = probe, column = reference. Every unordered pair once, the earlier sample as the reference."""
    probe, reference = np.tril_indices(len(fingers), -1)
    same = fingers[probe] == fingers[reference]
    scores = similarity[probe, reference]
    return scores[same], scores[~same]


def rank_of_mates(similarity, fingers):
    """Gallery: the first sample of every finger; probes: all others. Returns the rank of the mate per probe, from 1."""
    gallery = np.array([np.flatnonzero(fingers == finger)[0] for finger in np.unique(fingers)])
    probes = np.setdiff1d(np.arange(len(fingers)), gallery)
    scores = similarity[np.ix_(probes, gallery)]
    mate = fingers[probes][:, None] == fingers[gallery][None]
    return 1 + (scores > scores[mate][:, None]).sum(1)


def bootstrap_eer(similarity, fingers, draws=300, seed=1):
    """95 % interval of the equal error rate, resampling fingers with replacement."""
    generator, estimates = np.random.default_rng(seed), []
    names = np.unique(fingers)
    rows_of = {name: np.flatnonzero(fingers == name) for name in names}
    probe, reference = np.tril_indices(len(fingers), -1)
    probe_name, reference_name = np.searchsorted(names, fingers[probe]), np.searchsorted(names, fingers[reference])
    same, scores = probe_name == reference_name, similarity[probe, reference]
    bins = np.linspace(-1, 1, 2001)
    slot = np.clip(np.searchsorted(bins, scores), 0, 2000)
    for _ in range(draws):
        weight = np.bincount(generator.integers(len(names), size=len(names)), minlength=len(names)).astype(float)
        weights = np.where(same, weight[probe_name], weight[probe_name] * weight[reference_name])
        mated = np.bincount(slot[same], weights[same], 2001)
        other = np.bincount(slot[~same], weights[~same], 2001)
        fnmr, fmr = np.cumsum(mated) / mated.sum(), 1 - np.cumsum(other) / other.sum()
        closest = np.argmin(np.abs(fnmr - fmr))
        estimates.append((fnmr[closest] + fmr[closest]) / 2)
    return np.percentile(estimates, [2.5, 97.5])
