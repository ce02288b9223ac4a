/**
 * After models have changed: extracts references again from their images, so that searches compare them. In the
 * background of who extracts, one sample at a time, and only while no request waits for extraction. May run in any
 * number of processes: who comes second finds the old reference gone.
 *
 * Until its turn comes an old reference is counted by each search (`referencesNotCompared`), never left out in silence.
 * One whose image gives no template any more stays as it is and is told.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { TemplateId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { CurrentVersions, StaleReference, TemplateRenewals } from './ports/template-renewals.js';
import type { Ports } from './ports.js';
import { referenceTemplateOf } from './reference-template.js';

export type RenewPorts = Pick<Ports, 'unitOfWork' | 'subjects' | 'queueControl' | 'extractor' | 'ids'> & {
  readonly templateRenewals: TemplateRenewals;
};

export type Renewed = { readonly renewed: number; readonly refused: number; readonly remaining: number };

/** One walk over what is stale at its start. `onProgress` is called after each batch. */
export async function renewTemplates(
  ports: RenewPorts,
  versions: CurrentVersions,
  options: { readonly signal: AbortSignal; readonly onProgress: (renewed: Renewed) => void },
): Promise<Renewed> {
  const { sql } = ports.unitOfWork;
  const { signal, onProgress } = options;
  let said = { renewed: 0, refused: 0, remaining: await ports.templateRenewals.count(sql, versions) };
  let after: TemplateId | undefined;
  while (said.remaining > 0) {
    await untilIdle(ports, signal);
    const batch = await ports.templateRenewals.stale(sql, {
      versions,
      ...(after === undefined ? {} : { after }),
      limit: LIMITS.templateRenewalBatch,
    });
    for (const stale of batch) {
      const outcome = await renewOne(ports, { stale, versions, signal });
      said = { ...said, [outcome]: said[outcome] + 1, remaining: Math.max(0, said.remaining - 1) };
    }
    after = batch.at(-1)?.templateId;
    if (after === undefined) said = { ...said, remaining: 0 };
    onProgress(said);
  }
  return said;
}

/** Resolves when nobody waits for extraction; rejects when it is told to stop. */
async function untilIdle({ queueControl }: RenewPorts, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const figures = await queueControl.figures(1);
    if (figures.every(({ queue, waiting }) => queue !== 'extraction' || waiting === 0)) return;
    await pause(LIMITS.templateRenewalBusyMs, undefined, { signal });
  }
}

type Step = {
  readonly stale: StaleReference;
  readonly versions: CurrentVersions;
  readonly signal: AbortSignal;
};

async function renewOne(
  ports: RenewPorts,
  { stale, versions, signal }: Step,
): Promise<'renewed' | 'refused'> {
  const { unitOfWork, subjects, templateRenewals, extractor, ids } = ports;
  const stored = await subjects.sample(unitOfWork.sql, stale.sampleId);
  // Erased meanwhile: there is nothing left that would be old.
  if (stored === undefined) return 'renewed';
  const { position, ppi } = stale;
  const sample = { position, image: stored.image, ...(ppi === undefined ? {} : { ppi }) };
  const [outcome] = await extractor.extract([sample], { use: 'reference', serviceClass: 'batch', signal });
  return unitOfWork.transaction(async (tx) => {
    if (!(await subjects.lock(tx, stale.system, stale.subjectId))) return 'renewed';
    if (outcome?.kind !== 'template') {
      await templateRenewals.refuse(tx, stale, versions);
      return 'refused';
    }
    const by = { templateId: ids.uuid() as TemplateId, template: referenceTemplateOf(outcome.template) };
    await templateRenewals.replace(tx, stale, { ...by, versions });
    return 'renewed';
  });
}
