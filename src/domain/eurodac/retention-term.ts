/** From which day, and by which row, a Eurodac data set is kept: (EU) 2024/1358 Art 29. */
import type { RetentionItem } from '../law/retention-table.js';
import { addYears, type LocalDate, localDate } from '../local-date.js';
import type { EurodacDataSet, EurodacStatusMessage } from '../system-record.js';

export type EurodacTerm =
  | {
      readonly kind: 'term';
      readonly item: RetentionItem;
      readonly from: LocalDate;
      readonly fromWords: string;
      /** Years beyond the row's own term, by prolongation. */
      readonly prolongedYears: number;
    }
  | { readonly kind: 'open'; readonly item: RetentionItem; readonly reason: string };

/**
 * `receivedOn` stands in for a transmission that is not recorded. The day the biometrics were taken never counts
 * (Art 29(1) to (8)); for temporary protection neither does (Art 29(9)).
 */
export function eurodacTerm(
  dataSet: EurodacDataSet,
  {
    receivedOn,
    messages = [],
  }: {
    readonly receivedOn: LocalDate;
    /** Those about this data set. */
    readonly messages?: readonly EurodacStatusMessage[];
  },
): EurodacTerm {
  if (dataSet.category === 'temporary-protection') return protectionTerm(dataSet, messages);
  return {
    kind: 'term',
    item: retentionItemOf(dataSet),
    from: transmittedOn(dataSet) ?? receivedOn,
    fromWords: 'the transmission',
    prolongedYears: 0,
  };
}

/** The calendar day of the transmission at its place, where it is recorded. */
export function transmittedOn({ transmittedAt }: EurodacDataSet): LocalDate | undefined {
  return transmittedAt === undefined ? undefined : localDate(transmittedAt.slice(0, 10));
}

function retentionItemOf({ category, admissionOutcome }: EurodacDataSet): RetentionItem {
  if (category !== 'admission' || admissionOutcome === undefined) return `eurodac-${category}`;
  return admissionOutcome === 'admitted' ? 'eurodac-admission-admitted' : 'eurodac-admission-refused';
}

/** A year from the decision, and another for each that protection outlasts: it ends with a full year, never within. */
function protectionTerm(dataSet: EurodacDataSet, messages: readonly EurodacStatusMessage[]): EurodacTerm {
  const item = 'eurodac-temporary-protection';
  const from = dataSet.councilDecisionInForceFrom;
  if (from === undefined) {
    return {
      kind: 'open',
      item,
      reason: 'The day the Council implementing decision entered into force is not recorded.',
    };
  }
  const until = messages
    .flatMap(({ prolongedUntil }) => prolongedUntil ?? [])
    .reduce((latest, each) => (each > latest ? each : latest), from);
  let prolongedYears = 0;
  while (addYears(from, 1 + prolongedYears) < until) prolongedYears++;
  return {
    kind: 'term',
    item,
    from,
    fromWords: 'the entry into force of the Council implementing decision',
    prolongedYears,
  };
}
