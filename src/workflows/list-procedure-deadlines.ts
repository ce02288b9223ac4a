/**
 * What is due in procedures that are no record of a system: requests of persons, screenings, opinions, links to verify,
 * reports of false hits of what is not stored. For one authority, the nearest first, what is overdue among it; numbers and articles, no names.
 */
import type { Requester } from '../domain/authorities.js';
import { FALSE_HIT_REPORT } from '../domain/law/eurodac-comparison-table.js';
import { BORDER_VERIFICATION_HOURS } from '../domain/law/link-duty-table.js';
import { SCREENING_CLOCKS } from '../domain/law/screening-table.js';
import { decideTask } from '../domain/law/task-access.js';
import { addDays, type LocalDate, localDate } from '../domain/local-date.js';
import { rightDeadlines } from '../domain/rights/right-request.js';
import { screeningDueOn } from '../domain/screening/screening-case.js';
import { opinionStanding } from '../domain/screening/screening-opinion.js';
import { LIMITS } from '../platform/limits.js';
import { accessibleSystems } from './link-access.js';
import type { Ports } from './ports.js';
import { opinionSourcesOf } from './screening-opinions.js';
import type { ScreeningPorts } from './screenings.js';

export type ProcedureDeadline = {
  readonly procedure:
    | 'right-request'
    | 'screening'
    | 'screening-opinion'
    | 'link-verification'
    | 'false-hit-report';
  /** Number of the request, case, opinion, link or hit. */
  readonly id: string;
  readonly what: string;
  readonly dueOn: LocalDate;
  /** Where it is due at a time of that day. */
  readonly dueAt?: string;
  readonly isOverdue: boolean;
  readonly citation: string;
};

type DeadlinePorts = ScreeningPorts & Pick<Ports, 'rightRequests' | 'identityLinks' | 'eurodac'>;

export function createListProcedureDeadlines(ports: DeadlinePorts) {
  return async (
    requester: Requester,
    { days }: { readonly days: number },
  ): Promise<readonly ProcedureDeadline[]> => {
    const today = localDate(ports.clock.today());
    const until = addDays(today, days);
    const due = [
      ...(await dueRequests(ports, requester, today)),
      ...(await dueScreenings(ports, requester, today)),
      ...(await dueOpinions(ports, requester, today)),
      ...(await dueLinks(ports, requester)),
      ...(await dueHitReports(ports, requester, today)),
    ];
    await ports.accessLog.append(ports.unitOfWork.sql, {
      requester,
      right: 'procedure-deadlines',
      systems: [],
      outcome: 'permitted',
    });
    return due
      .filter(({ dueOn }) => dueOn <= until)
      .sort((a, b) => ((a.dueAt ?? a.dueOn) < (b.dueAt ?? b.dueOn) ? -1 : 1))
      .slice(0, LIMITS.procedureDeadlinesMax);
  };
}

type Due = Promise<readonly ProcedureDeadline[]>;

async function dueRequests(ports: DeadlinePorts, requester: Requester, today: LocalDate): Due {
  if (!decideTask(requester, 'right-request').permitted) return [];
  const { memberState } = requester;
  const page = { memberState, isOpen: true, limit: LIMITS.procedureDeadlinesMax };
  const requests = await ports.rightRequests.page(ports.unitOfWork.sql, page);
  return requests.flatMap((request) =>
    rightDeadlines(request)
      .filter(({ by }) => by === memberState)
      .map(({ what, dueOn, citation }) => ({
        procedure: 'right-request' as const,
        id: request.requestId,
        what: `${what} (${request.kind})`,
        dueOn,
        isOverdue: dueOn < today,
        citation,
      })),
  );
}

async function dueScreenings(ports: DeadlinePorts, requester: Requester, today: LocalDate): Due {
  if (!decideTask(requester, 'screening').permitted) return [];
  const { memberState } = requester;
  const page = { memberState, isOpen: true, limit: LIMITS.procedureDeadlinesMax };
  const cases = await ports.screenings.page(ports.unitOfWork.sql, page);
  return cases.map((screening) => {
    const dueOn = screeningDueOn(screening);
    const { citation } = screening.place === 'inland' ? SCREENING_CLOCKS.inland : SCREENING_CLOCKS.border;
    return {
      procedure: 'screening',
      id: screening.caseId,
      what: 'end of screening',
      dueOn,
      isOverdue: dueOn < today,
      citation,
    };
  });
}

async function dueOpinions(ports: DeadlinePorts, requester: Requester, today: LocalDate): Due {
  if (!decideTask(requester, 'screening-opinion').permitted) return [];
  const opinions = await ports.screenings.opinionsAsked(ports.unitOfWork.sql, {
    sources: opinionSourcesOf(requester),
    askedState: requester.memberState,
    today,
    limit: LIMITS.procedureDeadlinesMax,
  });
  return opinions.map((opinion) => {
    const { citation } = opinionStanding(opinion, today);
    const { opinionId, source, dueOn } = opinion;
    return {
      procedure: 'screening-opinion',
      id: opinionId,
      what: `opinion (${source})`,
      dueOn,
      // Silence has spoken of one whose time is over: nobody has to act on it any more.
      isOverdue: false,
      citation,
    };
  });
}

/** Links of the border, whose verification has a clock; for who may verify them alone. */
async function dueLinks(ports: DeadlinePorts, requester: Requester): Due {
  if (accessibleSystems(requester).length === 0) return [];
  const { authorityClass, memberState } = requester;
  const links = await ports.identityLinks.toVerify(ports.unitOfWork.sql, {
    authorityClass,
    memberState,
    limit: LIMITS.procedureDeadlinesMax,
  });
  return links.flatMap(({ linkId, colour, verifyBy }) =>
    // The clock of one that was reported has run out at its verification.
    verifyBy === undefined || colour !== 'yellow'
      ? []
      : [
          {
            procedure: 'link-verification' as const,
            id: linkId,
            what: 'verification at the border',
            dueOn: localDate(verifyBy.slice(0, 10)),
            dueAt: verifyBy,
            isOverdue: Date.parse(verifyBy) < ports.clock.nowMs(),
            citation: BORDER_VERIFICATION_HOURS.citation,
          },
        ],
  );
}

/** Of an admission procedure (Art 18(1)); a false hit of a data set is due with its file. */
async function dueHitReports(ports: DeadlinePorts, requester: Requester, today: LocalDate): Due {
  if (!decideTask(requester, 'eurodac-hit-verification').permitted) return [];
  const hits = await ports.eurodac.comparisons.falseUnstored(ports.unitOfWork.sql, {
    memberState: requester.memberState,
    limit: LIMITS.procedureDeadlinesMax,
  });
  return hits.flatMap(({ hitId, state }) =>
    state.kind === 'false'
      ? [
          {
            procedure: 'false-hit-report' as const,
            id: hitId,
            what: 'report of a false hit to eu-LISA',
            dueOn: state.reportBy,
            isOverdue: state.reportBy < today,
            citation: FALSE_HIT_REPORT.citation,
          },
        ]
      : [],
  );
}
