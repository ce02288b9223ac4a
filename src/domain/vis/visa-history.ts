/** One application from its file to what became of its visa. An event that does not fit is refused, not forgotten. */
import type { Provision } from '../law/citation.js';
import { retentionRow } from '../law/retention-table.js';
import {
  VIS_FILE_ROWS,
  VISA_TRANSITION_ROWS,
  type VisaEventKind,
  type VisaState,
  type VisaTransitionRow,
} from '../law/vis-visa-table.js';
import { addYears, type LocalDate } from '../local-date.js';

export type VisaEvent =
  | {
      readonly kind: 'issued';
      readonly on: LocalDate;
      readonly stickerNumber: string;
      readonly validFrom: LocalDate;
      readonly validUntil: LocalDate;
    }
  /** A new sticker where one was printed. */
  | {
      readonly kind: 'extended';
      readonly on: LocalDate;
      readonly validUntil: LocalDate;
      readonly stickerNumber?: string;
    }
  | {
      readonly kind: 'refused' | 'withdrawn' | 'discontinued' | 'annulled' | 'revoked';
      readonly on: LocalDate;
    };

export type VisaValidity = {
  readonly stickerNumber: string;
  readonly validFrom: LocalDate;
  readonly validUntil: LocalDate;
};

export type VisaHistory = {
  readonly state: VisaState;
  /** The visa as its last decision left it; absent where none was issued. */
  readonly visa?: VisaValidity;
  /** The transition that led here; absent while the application is pending. */
  readonly last?: { readonly row: VisaTransitionRow; readonly on: LocalDate };
  readonly faults: readonly VisaFault[];
};

export type VisaFault = {
  readonly event: VisaEventKind;
  readonly on: LocalDate;
  readonly fault:
    | 'not-in-this-state'
    | 'before-the-last-event'
    | 'ends-before-it-starts'
    | 'extension-shortens';
};

/** `events` in the order they were recorded; a faulty one is named and changes nothing. */
export function visaHistory(createdOn: LocalDate, events: readonly VisaEvent[]): VisaHistory {
  let history: VisaHistory = { state: 'pending', faults: [] };
  for (const event of events) history = afterEvent(history, event, createdOn);
  return history;
}

function afterEvent(history: VisaHistory, event: VisaEvent, createdOn: LocalDate): VisaHistory {
  const row = VISA_TRANSITION_ROWS.find(
    ({ event: kind, from }) => kind === event.kind && from === history.state,
  );
  const fault = faultOf(history, { event, createdOn, isKnown: row !== undefined });
  if (!row || fault) {
    const found = { event: event.kind, on: event.on, fault: fault ?? 'not-in-this-state' } as const;
    return { ...history, faults: [...history.faults, found] };
  }
  const visa = visaAfter(history.visa, event);
  return { state: row.to, ...(visa ? { visa } : {}), last: { row, on: event.on }, faults: history.faults };
}

function faultOf(
  { visa, last }: VisaHistory,
  {
    event,
    createdOn,
    isKnown,
  }: { readonly event: VisaEvent; readonly createdOn: LocalDate; readonly isKnown: boolean },
): VisaFault['fault'] | undefined {
  if (!isKnown) return 'not-in-this-state';
  if (event.on < (last?.on ?? createdOn)) return 'before-the-last-event';
  if (event.kind === 'issued' && event.validUntil < event.validFrom) return 'ends-before-it-starts';
  if (event.kind === 'extended' && visa && event.validUntil < visa.validUntil) return 'extension-shortens';
  return undefined;
}

function visaAfter(visa: VisaValidity | undefined, event: VisaEvent): VisaValidity | undefined {
  if (event.kind === 'issued') {
    const { stickerNumber, validFrom, validUntil } = event;
    return { stickerNumber, validFrom, validUntil };
  }
  if (event.kind !== 'extended' || !visa) return visa;
  return { ...visa, validUntil: event.validUntil, stickerNumber: event.stickerNumber ?? visa.stickerNumber };
}

export type VisaOn = 'no-visa' | 'not-yet-valid' | 'valid' | 'expired' | 'annulled' | 'revoked';

/** Whether the sticker admits on a day: both its first and its last day count, the day of a revocation does not. */
export function visaOn({ state, visa, last }: VisaHistory, on: LocalDate): VisaOn {
  if (!visa || !last) return 'no-visa';
  if (state === 'annulled') return 'annulled';
  if (state === 'revoked' && on >= last.on) return 'revoked';
  if (on < visa.validFrom) return 'not-yet-valid';
  return on <= visa.validUntil ? 'valid' : 'expired';
}

export type VisRetention =
  | {
      readonly kind: 'until';
      readonly lastDayKept: LocalDate;
      readonly from: LocalDate;
      readonly row: Provision;
    }
  /** Erased once the refusal is final. */
  | { readonly kind: 'erase-when-final'; readonly row: Provision }
  | { readonly kind: 'open' };

/** `longStay`: a long-stay visa or residence permit; whether it was refused for threat or fraud. */
export function visRetention(
  { state, visa, last }: VisaHistory,
  file: { readonly createdOn: LocalDate; readonly longStay?: { readonly forThreatOrFraud: boolean } },
): VisRetention {
  if (!last) return { kind: 'open' };
  if (state === 'refused' && file.longStay && !file.longStay.forThreatOrFraud) {
    return { kind: 'erase-when-final', row: VIS_FILE_ROWS['long-stay-refused'] };
  }
  const from = { 'visa-expiry': visa?.validUntil, 'file-creation': file.createdOn, decision: last.on }[
    last.row.retentionFrom
  ];
  const term = retentionRow('vis-file', last.on);
  if (!from || !term) return { kind: 'open' };
  return { kind: 'until', from, lastDayKept: addYears(from, term.value), row: last.row };
}
