/**
 * After models have changed: extracts references again from their images, so that searches compare them. In the
 * background of who extracts, one sample at a time, and only while no request waits for extraction. May run in any
 * number of processes: who comes second finds the old reference gone.
 *
 * Until its turn comes an old reference is counted by each search (`referencesNotCompared`), never left out in silence.
 * One whose image gives no template any more stays as it is and is told. One that breaks the extractor, takes too long in it, or
 * cannot be read, keeps no other from its turn: it is tried again in later walks, and stays as it is too once it has failed in many
 * while others were renewed. An extractor that is merely slow is no reason for that.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { TemplateId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { ExtractionOutcome } from './ports/samples.js';
import type { CurrentVersions, StaleReference, TemplateRenewals } from './ports/template-renewals.js';
import type { Ports } from './ports.js';
import { referenceTemplateOf } from './reference-template.js';

export type RenewPorts = Pick<
  Ports,
  'unitOfWork' | 'subjects' | 'queueControl' | 'extractor' | 'ids' | 'renewalProgress'
> & {
  readonly templateRenewals: TemplateRenewals;
};

export type Renewed = {
  readonly renewed: number;
  readonly refused: number;
  /** To be tried again in the next walk. */
  readonly failed: number;
  readonly remaining: number;
};

/** What walks of one process remember of those before: in how many a reference failed. */
export type RenewalFailures = Map<TemplateId, number>;

export type RenewOptions = {
  readonly signal: AbortSignal;
  /** Called after each batch. */
  readonly onProgress: (renewed: Renewed) => void;
  /** Called for each that failed. */
  readonly onFailed?: (stale: StaleReference, error: unknown) => void;
  readonly failures?: RenewalFailures;
};

/**
 * One kind of biometrics after the other, each counted before the first walk begins: a walk may take days, and until its row names
 * the models there are now whoever may not leave a reference out would take new templates for old ones.
 */
export async function renewEach(
  ports: RenewPorts,
  all: readonly CurrentVersions[],
  options: {
    readonly signal: AbortSignal;
    readonly optionsOf: (versions: CurrentVersions) => Omit<RenewOptions, 'signal'>;
    readonly onDone: (versions: CurrentVersions, done: Renewed) => void;
  },
): Promise<void> {
  const { signal, optionsOf, onDone } = options;
  const counted: { readonly versions: CurrentVersions; readonly stale: number }[] = [];
  for (const versions of all) {
    const stale = await ports.renewalProgress.keep(ports.unitOfWork.sql, versions, signal);
    counted.push({ versions, stale });
  }
  for (const { versions, stale } of counted) {
    onDone(versions, await walk(ports, versions, { ...optionsOf(versions), signal, stale }));
  }
}

/** One walk over what was stale when it was counted, which were so many. */
async function walk(
  ports: RenewPorts,
  versions: CurrentVersions,
  options: RenewOptions & { readonly stale: number },
): Promise<Renewed> {
  const { sql } = ports.unitOfWork;
  const { signal, onProgress, onFailed, failures = new Map() } = options;
  let said = { renewed: 0, refused: 0, failed: 0, remaining: options.stale };
  const isWalk = said.remaining > 0;
  let after: TemplateId | undefined;
  while (said.remaining > 0) {
    await untilIdle(ports, signal);
    const { references, next } = await ports.templateRenewals.stale(sql, {
      versions,
      ...(after === undefined ? {} : { after }),
      limit: LIMITS.templateRenewalBatch,
    });
    for (const stale of references) {
      const outcome = await renewOrFail(ports, { stale, versions, signal, failures, onFailed });
      said = { ...said, [outcome]: said[outcome] + 1, remaining: Math.max(0, said.remaining - 1) };
    }
    after = next;
    if (after === undefined) said = { ...said, remaining: 0 };
    onProgress({ ...said, remaining: said.remaining + said.failed });
  }
  if (isWalk) await ports.renewalProgress.keep(sql, versions, signal);
  return { ...said, remaining: said.failed };
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
type Outcome = 'renewed' | 'refused' | 'failed';

/** What fails for one reference does so for itself: where everything fails, so does looking for the next ones. */
async function renewOrFail(
  ports: RenewPorts,
  step: Step & {
    readonly failures: RenewalFailures;
    readonly onFailed: ((stale: StaleReference, error: unknown) => void) | undefined;
  },
): Promise<Outcome> {
  const { stale, versions, signal, failures, onFailed } = step;
  try {
    const outcome = await renewOne(ports, step);
    if (outcome !== 'failed') {
      failures.delete(stale.templateId);
      return outcome;
    }
  } catch (error) {
    signal.throwIfAborted();
    onFailed?.(stale, error);
    if (!isOfImage(error)) return 'failed';
  }
  const failed = (failures.get(stale.templateId) ?? 0) + 1;
  failures.set(stale.templateId, failed);
  if (failed < LIMITS.templateRenewalTries || !(await doesAnswer(ports, step))) return 'failed';
  await ports.unitOfWork.transaction((tx) => ports.templateRenewals.refuse(tx, stale, versions));
  failures.delete(stale.templateId);
  return 'refused';
}

/** Whether the extractor still makes a template of an image it made one of: if not, its failures say nothing of an image. */
async function doesAnswer(ports: RenewPorts, { versions, signal }: Step): Promise<boolean> {
  const known = await ports.templateRenewals.renewed(ports.unitOfWork.sql, versions);
  if (known === undefined) return false;
  try {
    return (await extractAgain(ports, known, signal))?.kind === 'template';
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** An extractor that died of it, or an image that cannot be opened: no database that was away. */
function isOfImage(error: unknown): boolean {
  return !(error instanceof OperationalError) || error.code === 'worker-crashed';
}

async function renewOne(ports: RenewPorts, { stale, versions, signal }: Step): Promise<Outcome> {
  const { unitOfWork, subjects, templateRenewals, ids } = ports;
  const outcome = await extractAgain(ports, stale, signal);
  // Erased meanwhile: there is nothing left that would be old.
  if (outcome === undefined) return 'renewed';
  if (outcome.kind === 'rejected' && outcome.defect === 'extraction-timeout') return 'failed';
  return unitOfWork.transaction(async (tx) => {
    if (!(await subjects.lock(tx, stale.system, stale.subjectId))) return 'renewed';
    if (outcome.kind !== 'template') {
      await templateRenewals.refuse(tx, stale, versions);
      return 'refused';
    }
    const by = { templateId: ids.uuid() as TemplateId, template: referenceTemplateOf(outcome.template) };
    await templateRenewals.replace(tx, stale, { ...by, versions });
    return 'renewed';
  });
}

/** `undefined` where its image has been erased. */
async function extractAgain(
  { unitOfWork, subjects, extractor }: RenewPorts,
  { sampleId, position, ppi }: StaleReference,
  signal: AbortSignal,
): Promise<ExtractionOutcome | undefined> {
  const stored = await subjects.sample(unitOfWork.sql, sampleId);
  if (stored === undefined) return undefined;
  const sample = { position, image: stored.image, ...(ppi === undefined ? {} : { ppi }) };
  const [outcome] = await extractor.extract([sample], { use: 'reference', serviceClass: 'batch', signal });
  return outcome;
}
