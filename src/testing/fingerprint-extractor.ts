import { join } from 'node:path';
import { type OpenExtractor, openExtractor } from '../extraction/open-extractor.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';

/** The hub's extraction of fingers with its own models, on the processor and without a log; whoever opens it closes it. */
export function openFingerprintExtractor(workers: number): Promise<OpenExtractor> {
  return openExtractor({
    modelsDirectory: join(PACKAGE_ROOT, 'models'),
    executionProvider: 'cpu',
    workers,
    metrics: createMetrics(),
    log: createLog({ level: 'silent', component: 'test' }),
    onModelsExchanged: undefined,
  });
}
