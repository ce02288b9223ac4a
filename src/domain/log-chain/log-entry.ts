/**
 * One entry of a log as it is chained and handed to a supervisory authority, and its canonical text: the bytes whose
 * SHA-256 the chain holds. The text is the JSON of exactly these members in exactly this order, without blanks, absent
 * ones as null, in UTF-8; so that anybody can make it again (`docs/logs.md`). A member is added at the end, with a new version.
 */
import type { AuthorityClass, Purpose } from '../authorities.js';
import type { SystemId } from '../systems.js';
import type { LogComponent, LogDatum } from './log-components.js';

export type LogEntry = {
  readonly component: LogComponent;
  /** Unique in all logs; says nothing about the order. */
  readonly entryId: number;
  /** The same in the logs of all components that took part in one act. */
  readonly eventId: string;
  /** ISO 8601 in UTC with microseconds. */
  readonly loggedAt: string;
  readonly authorityId: string;
  readonly authorityClass: AuthorityClass;
  readonly memberState: string;
  readonly purpose: Purpose;
  /** What was asked. */
  readonly right: string;
  readonly systems: readonly SystemId[];
  readonly outcome: 'permitted' | 'denied';
  /** Unique user identity of the official, and of who ordered the query, where the article asks. */
  readonly operatorId: string | null;
  readonly orderedBy: string | null;
  /** National file or case reference. */
  readonly reference: string | null;
  readonly dataUsed: readonly LogDatum[];
  /** Kind of result, for example `hit`. */
  readonly result: string | null;
  readonly operationId: string | null;
  readonly subjectId: string | null;
  readonly linkId: string | null;
  /** Screening case, rights request or other procedure of the hub. */
  readonly caseId: string | null;
  /** SHA-256 over salt and search data, hexadecimal, where the article asks for the data themselves: they lie sealed beside. */
  readonly searchDataDigest: string | null;
  /** 16 random bytes, hexadecimal: without them nobody finds an erased entry by trying contents. */
  readonly salt: string;
};

const VERSION = 1;

export function canonicalEntry(entry: LogEntry): string {
  return JSON.stringify({
    version: VERSION,
    component: entry.component,
    entryId: entry.entryId,
    eventId: entry.eventId,
    loggedAt: entry.loggedAt,
    authorityId: entry.authorityId,
    authorityClass: entry.authorityClass,
    memberState: entry.memberState,
    purpose: entry.purpose,
    right: entry.right,
    systems: entry.systems,
    outcome: entry.outcome,
    operatorId: entry.operatorId,
    orderedBy: entry.orderedBy,
    reference: entry.reference,
    dataUsed: entry.dataUsed,
    result: entry.result,
    operationId: entry.operationId,
    subjectId: entry.subjectId,
    linkId: entry.linkId,
    caseId: entry.caseId,
    searchDataDigest: entry.searchDataDigest,
    salt: entry.salt,
  });
}

/** What is hashed to the next link of a chain; hashes in lower-case hexadecimal, sequence from 1. */
export function linkText(link: {
  readonly component: LogComponent;
  readonly sequence: number;
  readonly previousLinkHash: string;
  readonly contentHash: string;
}): string {
  return `${link.component}\n${link.sequence}\n${link.previousLinkHash}\n${link.contentHash}\n`;
}

/** Stands where the first entry has no entry before it. */
export const FIRST_LINK_HASH = '0'.repeat(64);
