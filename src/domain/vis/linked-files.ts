/** Links between application files: earlier ones of the applicant, and those of persons who travel together. */
import type { Provision } from '../law/citation.js';
import { VIS_FILE_ROWS } from '../law/vis-visa-table.js';
import type { LocalDate } from '../local-date.js';

export type ApplicationFile = {
  readonly applicationNumber: string;
  /** The person VIS knows the applicant as. */
  readonly applicant: string;
  readonly createdOn: LocalDate;
  /** Application numbers of the group, the spouse or the children the applicant travels with. */
  readonly travelsWith?: readonly string[];
};

export type FileLink = {
  readonly kind: 'previous-application' | 'travelling-together';
  /** The later or naming file, then the other. */
  readonly between: readonly [string, string];
  readonly row: Provision;
};

/** Each new file is linked to the file of the same applicant before it, so that all are reached; pairs of companions once. */
export function fileLinks(files: readonly ApplicationFile[]): {
  readonly links: readonly FileLink[];
  /** Companions that have no file: theirs was erased, or a number is wrong. */
  readonly unknown: readonly string[];
} {
  const known = new Set(files.map(({ applicationNumber }) => applicationNumber));
  const named = files.flatMap(({ travelsWith }) => travelsWith ?? []);
  return {
    links: [...previousLinks(files), ...companionLinks(files, known)],
    unknown: [...new Set(named.filter((number) => !known.has(number)))],
  };
}

function previousLinks(files: readonly ApplicationFile[]): readonly FileLink[] {
  const latest = new Map<string, string>();
  const row = VIS_FILE_ROWS['previous-application'];
  return [...files]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .flatMap(({ applicant, applicationNumber }) => {
      const before = latest.get(applicant);
      latest.set(applicant, applicationNumber);
      return before === undefined
        ? []
        : [{ kind: 'previous-application' as const, between: [applicationNumber, before] as const, row }];
    });
}

function keyOf({ createdOn, applicationNumber }: ApplicationFile): string {
  return `${createdOn} ${applicationNumber}`;
}

function companionLinks(files: readonly ApplicationFile[], known: ReadonlySet<string>): readonly FileLink[] {
  const seen = new Set<string>();
  const row = VIS_FILE_ROWS['travelling-together'];
  return files.flatMap(({ applicationNumber, travelsWith }) =>
    (travelsWith ?? []).flatMap((other) => {
      const pair = [applicationNumber, other].sort().join(' ');
      if (other === applicationNumber || !known.has(other) || seen.has(pair)) return [];
      seen.add(pair);
      return [{ kind: 'travelling-together' as const, between: [applicationNumber, other] as const, row }];
    }),
  );
}

/** Everyone who travels with somebody of the group, directly or through others; application numbers, in order. */
export function travelGroups(files: readonly ApplicationFile[]): readonly (readonly string[])[] {
  const groups = new Map<string, Set<string>>();
  for (const { applicationNumber } of files) groups.set(applicationNumber, new Set([applicationNumber]));
  const { links } = fileLinks(files);
  for (const { kind, between } of links) {
    const [a, b] = [groups.get(between[0])!, groups.get(between[1])!];
    if (kind !== 'travelling-together' || a === b) continue;
    for (const number of b) {
      a.add(number);
      groups.set(number, a);
    }
  }
  return [...new Set(groups.values())].filter(({ size }) => size > 1).map((group) => [...group].sort());
}
