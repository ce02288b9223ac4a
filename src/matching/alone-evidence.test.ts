import t from 'tap';
import { aloneEvidence } from './alone-evidence.js';

t.test('evidence of minutiae alone grows with the score and is bounded', async (t) => {
  for (let step = 1; step <= 4000; step++) {
    const [weak, strong] = [aloneEvidence((step - 1) / 100), aloneEvidence(step / 100)];
    if (strong.chanceNats < weak.chanceNats) t.fail(`chance at ${step / 100}`);
    if (strong.logLikelihoodRatio < weak.logLikelihoodRatio) t.fail(`ratio at ${step / 100}`);
  }
  const rows: readonly (readonly [score: number, falseMatchRate: number])[] = [
    [0, 1],
    [0.93, 0.01],
    [1.26, 0.001],
    [1.46, 1e-4],
    [2.06, 1e-5],
    [60, 1e-5],
    [Number.POSITIVE_INFINITY, 1e-5],
  ];
  for (const [score, rate] of rows)
    t.ok(Math.abs(Math.exp(-aloneEvidence(score).chanceNats) / rate - 1) < 1e-9, `${score}`);
  t.ok(aloneEvidence(0).logLikelihoodRatio < 0 && aloneEvidence(2).logLikelihoodRatio > 5);
  t.equal(aloneEvidence(40).logLikelihoodRatio, 8, 'no finger weighs more');
});

t.test('a further non-mated finger multiplies the odds by less than one on average', async (t) => {
  let mean = 0;
  for (let step = 1; step <= 4000; step++) {
    const reached = (score: number) => Math.exp(-aloneEvidence(score).chanceNats);
    const share = step === 4000 ? reached((step - 1) / 100) : reached((step - 1) / 100) - reached(step / 100);
    mean += share * Math.exp(0.6 * aloneEvidence(step / 100).logLikelihoodRatio);
  }
  t.ok(mean < 1, `${mean}`);
});
