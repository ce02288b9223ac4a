import type { OpenExtractor } from '../extraction/open-extractor.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { LIMITS } from '../platform/limits.js';
import { type Renewed, renewTemplates } from '../workflows/renew-templates.js';
import type { Core } from './open-core.js';

/** Extracts again what earlier models made, says how far it is, and looks again later. */
export function startRenewingTemplates(core: Core, extractor: OpenExtractor): void {
  const { ports, templateRenewals, log, closers, readiness } = core;
  const progress = new Map<string, Renewed>();
  const task = startRepeatingTask({
    name: 'renew templates',
    everyMs: LIMITS.templateRenewalPauseMs,
    log,
    run: (signal) => core.classInHand.run('batch', () => renewAll(signal)),
  });

  async function renewAll(signal: AbortSignal): Promise<void> {
    for (const versions of extractor.versions()) {
      const { templateVersion } = versions;
      const done = await renewTemplates({ ...ports, extractor, templateRenewals }, versions, {
        signal,
        onProgress: (renewed) => {
          progress.set(templateVersion, renewed);
          log.info({ templateVersion, ...renewed }, 'templates of earlier models are extracted again');
        },
      });
      progress.set(templateVersion, done);
    }
  }
  closers.add('renewal of templates', () => task.close());
  // Never unready for that: searches say what they do not compare.
  readiness.register('template-renewal', () => ({ ready: true, ...Object.fromEntries(progress) }));
}
