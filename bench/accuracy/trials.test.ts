import t from 'tap';
import { environmentFacts } from '../environment-facts.js';
import { RAW_FORMAT, type RawAccuracy } from './raw-accuracy.js';
import { trialsOf } from './trials.js';

/** Two folders with two images of one finger each; the last image gave no template. */
function raw(pairs: readonly (readonly [number, number])[]): RawAccuracy {
  const image = (set: number, impression: string) => ({ set, finger: '1', impression, stagesMs: {} });
  return {
    ...{ format: RAW_FORMAT, environment: environmentFacts('test', []), seed: 1, templateVersion: 'test' },
    ...{ models: {}, sets: ['a', 'b'].map((name) => ({ name, ppi: 500 })) },
    images: [image(0, '1'), image(0, '2'), image(1, '1'), { ...image(1, '2'), defect: 'no-finger' }],
    pairs: {
      probe: pairs.map(([probe]) => probe),
      reference: pairs.map(([, reference]) => reference),
      scores: { fused: pairs.map(() => 1) },
      meanMs: {},
    },
  };
}

t.test('a failure to extract counts in every kind of pair that was compared', async (t) => {
  const count = (pairs: Parameters<typeof raw>[0]) => {
    const trials = trialsOf(raw(pairs), { comparator: 'fused', set: undefined, protocol: 'all' });
    const failed = trials.filter(({ score }) => score === Number.NEGATIVE_INFINITY);
    return [trials.length, failed.length, failed.filter(({ isMated }) => isMated).length];
  };
  t.same(count([[0, 1]]), [2, 1, 1], 'within folders');
  t.same(
    count([
      [0, 1],
      [0, 2],
      [1, 2],
    ]),
    [6, 3, 1],
    'across folders: same name, other finger',
  );
});
