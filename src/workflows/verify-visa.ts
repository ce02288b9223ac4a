/**
 * Verification of a visa holder at the border ((EC) 767/2008 Art 18): the file is searched by the sticker number, its visa
 * must be valid, then fingerprints or the face are compared 1:1. The answer names what comes next and by which provision.
 */
import type { Requester } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { VisVisa } from '../domain/system-record.js';
import { applicationFiles, type VisApplicationFile } from '../domain/vis/application-file.js';
import { type BorderStep, nextBorderStep } from '../domain/vis/border-verification.js';
import { type VisaOn, visaOn } from '../domain/vis/visa-history.js';
import { createAcceptOperation } from './accept-operation.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { Operation } from './ports/operations.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

export type VerifyVisaOutcome =
  | {
      readonly kind: 'answered';
      readonly visa?: {
        readonly status: VisaOn;
        readonly validFrom?: string;
        readonly validUntil?: string;
        readonly durationDays?: number;
        readonly entries?: VisVisa['entries'];
      };
      readonly next: BorderStep;
      /** The 1:1 comparison; absent where none was asked for, or the visa is not valid. */
      readonly operation?: Operation;
    }
  | Denied;

export type VisaQuestion = {
  readonly stickerNumber: string;
  readonly samples: readonly Sample[];
  readonly falseMatchRate: number;
  readonly waitMs: number;
};

export function createVerifyVisa(ports: HubPorts) {
  const accept = createAcceptOperation(ports);
  return async (requester: Requester, question: VisaQuestion): Promise<VerifyVisaOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['vis'], dataUsed: ['document'] } as const;
    const denied = await refuseTask(ports, sql, requester, 'visa-verification', about);
    if (denied) return denied;
    const found = await findBySticker(ports, question.stickerNumber);
    await logTask(ports, sql, requester, 'visa-verification', {
      ...about,
      ...(found ? { subjectId: found.subjectId } : {}),
      result: found ? 'found' : 'not-found',
    });
    if (!found) return { kind: 'answered', next: nextBorderStep({ search: 'not-found' }) };
    const status = visaOn(found.file.history, localDate(ports.clock.today()));
    const visa = { status, ...visaFacts(found.file) };
    const state = { search: 'found', visa: status } as const;
    if (status !== 'valid' || question.samples.length === 0) {
      return { kind: 'answered', visa, next: nextBorderStep(state) };
    }
    const compared = await accept(
      requester,
      { kind: 'verify', system: 'vis', subjectId: found.subjectId, falseMatchRate: question.falseMatchRate },
      question.samples,
      { waitMs: question.waitMs },
    );
    if (compared.kind === 'denied') return compared;
    if (compared.kind !== 'accepted') throw new Error('a comparison without a key has no earlier one');
    const { operation } = compared;
    return {
      kind: 'answered',
      visa,
      next: nextBorderStep({ ...state, ...comparedAs(question.samples, operation) }),
      operation,
    };
  };
}

async function findBySticker(ports: Pick<Ports, 'unitOfWork' | 'visaFiles'>, stickerNumber: string) {
  for (const { subjectId, records } of await ports.visaFiles.bySticker(ports.unitOfWork.sql, stickerNumber)) {
    const file = applicationFiles(records).find((each) => bears(each, stickerNumber));
    if (file) return { subjectId: subjectId as SubjectId, file };
  }
  return undefined;
}

/** Also a sticker that an extension replaced: it says what became of the visa. */
function bears({ application, decisions, history }: VisApplicationFile, stickerNumber: string): boolean {
  return (
    history.visa?.stickerNumber === stickerNumber ||
    application.visa?.stickerNumber === stickerNumber ||
    decisions.some(
      (each) => each.stickerNumber === stickerNumber || each.visa?.stickerNumber === stickerNumber,
    )
  );
}

function visaFacts({ application, decisions, history }: VisApplicationFile) {
  const printed = decisions.find(({ visa }) => visa)?.visa ?? application.visa;
  return {
    ...(history.visa ? { validFrom: history.visa.validFrom, validUntil: history.visa.validUntil } : {}),
    ...(printed ? { durationDays: printed.durationDays, entries: printed.entries } : {}),
  };
}

function comparedAs(samples: readonly Sample[], operation: Operation) {
  const outcome =
    operation.state === 'completed'
      ? (operation.result as { readonly decision?: string }).decision === 'match'
        ? ('match' as const)
        : ('no-match' as const)
      : operation.problem?.code === 'no-common-position'
        ? ('not-usable' as const)
        : undefined;
  if (outcome === undefined) return {};
  return samples.some(({ position }) => position !== 'face')
    ? { fingerprints: outcome }
    : { face: outcome, fingerprints: 'not-usable' as const };
}
