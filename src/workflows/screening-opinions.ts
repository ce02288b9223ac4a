/** Opinions of others on what a screening found of theirs: asked, answered, or silent when their time is over. */
import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import { localDate } from '../domain/local-date.js';
import type { OpinionWithStanding } from '../domain/screening/screening-form.js';
import {
  type OpinionSource,
  opinionDueOn,
  opinionStanding,
  type ScreeningOpinion,
} from '../domain/screening/screening-opinion.js';
import { LIMITS } from '../platform/limits.js';
import type { Denied } from './hub-workflows.js';
import { type ScreeningOutcome, type ScreeningPorts, withCase } from './screenings.js';
import { logTask, refuseTask } from './task-access.js';

export function createAskOpinion(ports: ScreeningPorts) {
  return (
    requester: Requester,
    caseId: string,
    asked: { readonly source: OpinionSource; readonly askedState: string },
  ): Promise<ScreeningOutcome> =>
    withCase(ports, requester, { caseId, result: `ask ${asked.source}` }, async (screening, today, tx) => {
      if (screening.ended) return { refusal: 'The screening has ended.' };
      // Asked of a Member State, it would lie where nobody answers.
      if (asked.source === 'europol-watchlist' && asked.askedState !== UNION_AGENCY) {
        return { refusal: `Europol is asked as ${UNION_AGENCY}.` };
      }
      await ports.screenings.insertOpinion(tx, {
        ...asked,
        opinionId: ports.ids.uuid(),
        caseId,
        askedBy: screening.memberState,
        askedOn: today,
        dueOn: opinionDueOn(asked.source, screening.place, today),
      });
      return screening;
    });
}

export type AnswerOpinionOutcome =
  | { readonly kind: 'answered'; readonly opinion: OpinionWithStanding }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly reason: string }
  | Denied;

/** By who was asked; or by the screening authority itself, where the answer came another way. An answer that is late is recorded and changes nothing: silence has spoken. */
export function createAnswerOpinion(ports: ScreeningPorts) {
  return (
    requester: Requester,
    opinionId: string,
    given: { readonly answer: NonNullable<ScreeningOpinion['answer']>; readonly reason: string },
  ): Promise<AnswerOpinionOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const denied = await refuseTask(ports, tx, requester, 'screening-opinion', {
        components: ['screening'],
      });
      if (denied) return denied;
      const opinion = await ports.screenings.lockOpinion(tx, opinionId);
      if (!opinion || !mayAnswer(requester, opinion)) return { kind: 'not-found' };
      const today = localDate(ports.clock.today());
      const { state, citation } = opinionStanding(opinion, today);
      const result = state === 'waiting' ? `opinion ${given.answer}` : 'opinion refused';
      const about = { components: ['screening'], caseId: opinion.caseId, result } as const;
      await logTask(ports, tx, requester, 'screening-opinion', about);
      if (state === 'answered') return { kind: 'refused', reason: `The opinion was given. ${citation}.` };
      if (state === 'silent') {
        return {
          kind: 'refused',
          reason: `The time ended on ${opinion.dueOn}: silence was taken as no risk. ${citation}.`,
        };
      }
      const answered: ScreeningOpinion = { ...opinion, ...given, answeredOn: today };
      await ports.screenings.answerOpinion(tx, answered);
      return { kind: 'answered', opinion: { ...answered, standing: opinionStanding(answered, today) } };
    });
}

export type ListOpinionsOutcome =
  | {
      readonly kind: 'listed';
      readonly opinions: readonly OpinionWithStanding[];
      /** There are more than are listed. */
      readonly overflow: boolean;
    }
  | Denied;

/** What the requester's authority is asked and may still answer, the nearest deadline first: case numbers, no names. */
export function createListOpinions(ports: ScreeningPorts) {
  return async (requester: Requester): Promise<ListOpinionsOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'screening-opinion', {
      components: ['screening'],
    });
    if (denied) return denied;
    await logTask(ports, sql, requester, 'screening-opinion', {
      components: ['screening'],
      result: 'listed',
    });
    const limit = LIMITS.screeningOpinionsMax;
    const today = localDate(ports.clock.today());
    const opinions = await ports.screenings.opinionsAsked(sql, {
      sources: opinionSourcesOf(requester),
      askedState: requester.memberState,
      today,
      limit: limit + 1,
    });
    return {
      kind: 'listed',
      opinions: opinions
        .slice(0, limit)
        .map((opinion) => ({ ...opinion, standing: opinionStanding(opinion, today) })),
      overflow: opinions.length > limit,
    };
  };
}

/** Whose opinions a class gives. */
export function opinionSourcesOf({ authorityClass }: Requester): readonly OpinionSource[] {
  if (authorityClass === 'etias-national-unit') return ['etias-watchlist'];
  if (authorityClass === 'europol') return ['europol-watchlist'];
  return authorityClass === 'ecris-central-authority' ? ['ecris-tcn'] : [];
}

function mayAnswer(requester: Requester, opinion: ScreeningOpinion): boolean {
  const wasAsked =
    opinionSourcesOf(requester).includes(opinion.source) && requester.memberState === opinion.askedState;
  const isAsking =
    requester.authorityClass === 'screening-authority' && requester.memberState === opinion.askedBy;
  return wasAsked || isAsking;
}
