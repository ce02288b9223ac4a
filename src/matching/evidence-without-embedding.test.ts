import t from 'tap';
import { aloneEvidence } from './alone-evidence.js';
import { evidenceWithoutEmbedding } from './evidence-without-embedding.js';
import { pairEvidence } from './pair-evidence.js';

const GOOD = { probeQuality: 95, referenceQuality: 95 };

t.test('by ridges: grows with the score, and is never more than with an embedding', async (t) => {
  let last = evidenceWithoutEmbedding({ basis: 'ridges', similarityScore: 0 }, GOOD);
  for (let score = 0; score <= 40; score += 0.5) {
    const minutiae = { basis: 'ridges', similarityScore: score } as const;
    const evidence = evidenceWithoutEmbedding(minutiae, GOOD);
    t.ok(evidence.chanceNats >= last.chanceNats && evidence.logLikelihoodRatio >= last.logLikelihoodRatio);
    for (const similarityScore of [-0.5, 0, 0.2, 0.6]) {
      const both = pairEvidence({ modality: 'fingerprint', similarityScore, minutiae, ...GOOD });
      t.ok(evidence.chanceNats <= both.chanceNats, `${score} at ${similarityScore}`);
      t.ok(evidence.logLikelihoodRatio <= both.logLikelihoodRatio);
    }
    last = evidence;
  }
  t.ok(last.chanceNats > 15, 'minutiae alone can be enough');
});

t.test('without ridges the scale is that of minutiae alone', async (t) => {
  for (const similarityScore of [0, 0.7, 2, 12]) {
    const evidence = evidenceWithoutEmbedding({ basis: 'minutiae-alone', similarityScore }, GOOD);
    t.same(evidence, aloneEvidence(similarityScore));
  }
});

t.test('what speaks against a mate weighs less where a sample is poor', async (t) => {
  const minutiae = { basis: 'ridges', similarityScore: 0 } as const;
  const poor = evidenceWithoutEmbedding(minutiae, { probeQuality: 10, referenceQuality: 95 });
  t.ok(poor.logLikelihoodRatio > evidenceWithoutEmbedding(minutiae, GOOD).logLikelihoodRatio);
});
