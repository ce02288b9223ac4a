import type { OpenExtractor } from '../extraction/open-extractor.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { LIMITS } from '../platform/limits.js';
import { safeError } from '../platform/safe-error.js';
import { type RenewalFailures, type Renewed, renewEach } from '../workflows/renew-templates.js';
import type { Core } from './open-core.js';

/** Extracts again what earlier models made, says how far it is, and looks again later. */
export function startRenewingTemplates(core: Core, extractor: OpenExtractor): void {
  const { ports, templateRenewals, log, closers, readiness } = core;
  const progress = new Map<string, Renewed>();
  const failures: RenewalFailures = new Map();
  const task = startRepeatingTask({
    name: 'renew templates',
    everyMs: LIMITS.templateRenewalPauseMs,
    log,
    metrics: ports.metrics,
    run: (signal) => core.classInHand.run('batch', () => renewAll(signal)),
  });

  async function renewAll(signal: AbortSignal): Promise<void> {
    await renewEach({ ...ports, extractor, templateRenewals }, extractor.versions(), {
      signal,
      optionsOf: ({ templateVersion }) => ({
        failures,
        onFailed: ({ templateId }, error) =>
          log.error({ templateVersion, templateId, error: safeError(error) }, 'a template was not renewed'),
        onProgress: (renewed) => {
          progress.set(templateVersion, renewed);
          log.info({ templateVersion, ...renewed }, 'templates of earlier models are extracted again');
        },
      }),
      onDone: ({ templateVersion }, done) => progress.set(templateVersion, done),
    });
  }
  closers.add('renewal of templates', () => task.close());
  // Never unready for that: searches say what they do not compare.
  readiness.register('template-renewal', () => ({ ready: true, ...Object.fromEntries(progress) }));
}
