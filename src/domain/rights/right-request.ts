/**
 * A request of a person for access to data, or for their rectification, erasure or restriction: what may happen to it
 * next, and by when it has to. Pure: who calls brings the day.
 */
import type { SubjectId } from '../ids.js';
import { RIGHTS_CLOCKS, RIGHTS_ROWS } from '../law/rights-table.js';
import { addDays, type LocalDate } from '../local-date.js';
import type { SystemId } from '../systems.js';

export const RIGHT_KINDS = ['access', 'rectification', 'erasure', 'restriction'] as const;
export type RightKind = (typeof RIGHT_KINDS)[number];

/** `partly`: some of it; a refusal in part needs its reasons like a whole one. */
export const RIGHT_OUTCOMES = ['granted', 'partly', 'refused'] as const;
export type RightOutcome = (typeof RIGHT_OUTCOMES)[number];

export type RightRequest = {
  readonly requestId: string;
  readonly kind: RightKind;
  readonly system?: SystemId;
  readonly receivedOn: LocalDate;
  /** State the person turned to. */
  readonly receivedBy: string;
  /** State, or the ETIAS Central Unit (`EUE`), that is responsible for the data; the same where nobody was contacted. */
  readonly responsible: string;
  readonly forwardedOn?: LocalDate;
  /** The notice that more time is needed. */
  readonly extendedOn?: LocalDate;
  readonly concludedOn?: LocalDate;
  readonly outcome?: RightOutcome;
  /** The end of a restriction that was granted. */
  readonly liftedOn?: LocalDate;
};

export type RightDeadline = {
  readonly what: 'reply' | 'contact' | 'check';
  readonly dueOn: LocalDate;
  /** The state that has to act. */
  readonly by: string;
  readonly citation: string;
};

/** What is due about an open request, earliest first; nothing about a concluded one. */
export function rightDeadlines(request: RightRequest): readonly RightDeadline[] {
  if (request.concludedOn !== undefined) return [];
  const { receivedOn, receivedBy, responsible, forwardedOn, extendedOn } = request;
  const { reply, replyEtias, extension, check } = RIGHTS_CLOCKS;
  const more = extendedOn === undefined ? 0 : extension.value;
  if (forwardedOn !== undefined) {
    const dueOn = addDays(forwardedOn, check.value + more);
    return [{ what: 'check', dueOn, by: responsible, citation: check.citation }];
  }
  const row = request.system === 'etias' ? replyEtias : reply;
  return [
    { what: 'reply', dueOn: addDays(receivedOn, row.value + more), by: receivedBy, citation: row.citation },
  ];
}

/** The last day on which a state that is not responsible contacts the one that is. */
export function contactDueOn({ receivedOn }: RightRequest): LocalDate {
  return addDays(receivedOn, RIGHTS_CLOCKS.contact.value);
}

export type RightStep =
  | { readonly kind: 'forward'; readonly to: string }
  | { readonly kind: 'extend' }
  | {
      readonly kind: 'conclude';
      readonly outcome: RightOutcome;
      readonly reason?: string;
      /** The person in the system of the request, where the receipt did not say it. */
      readonly subjectId?: SubjectId;
    }
  /** Ends a restriction; the person is told before, in the words of the reason. */
  | { readonly kind: 'lift'; readonly reason: string };

export type StepRefusal = { readonly reason: string; readonly citation: string };

/** Why a step may not be taken by this state on this day; `undefined` where it may. */
export function stepRefusal(
  request: RightRequest,
  step: RightStep,
  at: { readonly memberState: string; readonly today: LocalDate },
): StepRefusal | undefined {
  const { extension } = RIGHTS_CLOCKS;
  if (step.kind === 'lift') return liftRefusal(request, at.memberState);
  if (request.concludedOn !== undefined) return refused('The request is concluded.', '48(2)');
  if (at.memberState !== request.responsible) {
    return refused('The state that was contacted acts on the request.', '48(3)');
  }
  switch (step.kind) {
    case 'forward':
      if (step.to === at.memberState) return refused('This state is responsible already.', '48(3)');
      return request.forwardedOn === undefined
        ? undefined
        : refused('The request was passed on once: the state contacted checks the data.', '48(3)');
    case 'extend': {
      if (request.extendedOn !== undefined) return refused('The time was extended already.', '48(2)');
      const [deadline] = rightDeadlines(request);
      return deadline && at.today > deadline.dueOn
        ? {
            reason: 'The notice of an extension comes before the time has ended.',
            citation: extension.citation,
          }
        : undefined;
    }
    case 'conclude':
      return step.outcome !== WRITTEN_REFUSAL.exceptFor && (step.reason ?? '').trim() === ''
        ? { reason: 'A refusal is a written decision with its reasons.', citation: WRITTEN_REFUSAL.citation }
        : undefined;
  }
}

/** Whether the outcome leaves the data restricted. */
export function isRestricting({ kind, outcome, liftedOn }: RightRequest): boolean {
  return kind === MARKED.kind && (outcome === 'granted' || outcome === 'partly') && liftedOn === undefined;
}

/** Whether the data of the request are compared again, as its conclusion has changed them. */
export function changesData({ kind, outcome }: Pick<RightRequest, 'kind' | 'outcome'>): boolean {
  return kind === RIGHTS_ROWS['rectified-compared'].kind && (outcome === 'granted' || outcome === 'partly');
}

/** Whether the step ends the time in which what the request says of the person is needed. */
export function erasesDetails(step: RightStep): boolean {
  return step.kind === RIGHTS_ROWS['details-erased'].at;
}

const WRITTEN_REFUSAL = RIGHTS_ROWS['written-refusal'];
const MARKED = RIGHTS_ROWS['restriction-marked'];

function liftRefusal(request: RightRequest, memberState: string): StepRefusal | undefined {
  const { citation } = MARKED;
  if (!isRestricting(request)) return { reason: 'No restriction of this request is in force.', citation };
  return memberState === request.responsible
    ? undefined
    : { reason: 'The state that restricted the data lifts it.', citation };
}

function refused(reason: string, article: string): StepRefusal {
  return { reason, citation: `(EU) 2019/817 Art ${article}` };
}
