/** The face chain finds drawn faces and tells them apart. Its models are read from beside the project. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openExtractor } from '../../extraction/open-extractor.js';
import { createLog } from '../../platform/log.js';
import { createMetrics } from '../../platform/metrics.js';
import { PACKAGE_ROOT } from '../../platform/package-root.js';
import type { Sample } from '../../workflows/ports/samples.js';
import { faceImages } from './face-images.js';

const FACE_MODELS = join(PACKAGE_ROOT, '..', 'shared', 'models');
const PERSONS = 6;
/** Where a face alone is a match. */
const THRESHOLD = 0.403;

t.test('each is found, near to itself and far from the others', { timeout: 120_000 }, async (t) => {
  if (!existsSync(FACE_MODELS)) return t.comment('left out: no face models beside the project');
  const extractor = await openExtractor({
    modelsDirectory: join(PACKAGE_ROOT, 'models'),
    faceModelsDirectory: FACE_MODELS,
    executionProvider: 'cpu',
    workers: 1,
    metrics: createMetrics(),
    log: createLog({ level: 'error', component: 'test' }),
    onModelsExchanged: undefined,
  });
  t.teardown(() => extractor.close());
  const templates: Int8Array[][] = [];
  for (let person = 0; person < PERSONS; person++) {
    const samples = (await faceImages(`model test/${person}`, ['0', '1'])).map(
      (image): Sample => ({ position: 'face', image }),
    );
    const outcomes = await extractor.extract(samples, { use: 'probe', signal: new AbortController().signal });
    templates.push(
      outcomes.map((outcome) => {
        if (outcome.kind !== 'template') throw new Error(`person ${person}: ${outcome.kind}`);
        t.ok(outcome.template.quality >= 60, `quality ${outcome.template.quality}`);
        return outcome.template.views[0]!;
      }),
    );
  }
  templates.forEach(([reference, probe], person) => {
    const own = cosine(reference!, probe!);
    t.ok(own > THRESHOLD, `person ${person}: ${own.toFixed(3)}`);
    const others = templates.filter((_, index) => index !== person).map(([other]) => cosine(other!, probe!));
    t.ok(Math.max(...others) < own, `nearest stranger: ${Math.max(...others).toFixed(3)}`);
  });
});

function cosine(a: Int8Array, b: Int8Array): number {
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

function product(a: Int8Array, b: Int8Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
