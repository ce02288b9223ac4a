/**
 * Individual files: data sets of one person, kept apart by system, joined where a white or a red link says so ((EU) 2019/817
 * Art 18, 19(2)). A file is nothing of its own: it is what the systems hold and what the links say now, so that it follows
 * both by itself (Art 19(1)).
 */
import type { IdentityData, TravelDocument } from '../identity-data.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { CIR_SYSTEMS } from '../law/cir-table.js';
import type { LinkColour } from '../law/link-table.js';
import type { Position } from '../positions.js';
import type { SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';

/** What the repository holds of one person from one system. */
export type CirDataSet = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** Each different set of identity data once, oldest first, with the records it stands in (Art 18(2)). */
  readonly identities: readonly {
    readonly identity: IdentityData;
    readonly travelDocument?: TravelDocument;
    readonly recordedIn: readonly EncounterId[];
  }[];
  /** Of which biometrics there are images. */
  readonly biometrics: readonly Position[];
};

export type IndividualFile = { readonly dataSets: readonly CirDataSet[] };

export type FileLink = {
  readonly colour: LinkColour;
  readonly dataSets: readonly [DataSet, DataSet];
};
type DataSet = { readonly system: SystemId; readonly subjectId: SubjectId };

const JOINING: readonly LinkColour[] = ['white', 'red'];

/** Whether a link puts its two sides into one file: both sides in the repository, colour white or red. */
export function joins({ colour, dataSets }: FileLink): boolean {
  return JOINING.includes(colour) && dataSets.every(({ system }) => CIR_SYSTEMS.includes(system));
}

export function dataSetOf(
  records: readonly SystemRecord[],
  biometrics: readonly Position[],
): CirDataSet | undefined {
  const [first] = records;
  if (first === undefined || !CIR_SYSTEMS.includes(first.system)) return undefined;
  const identities = new Map<string, CirDataSet['identities'][number]>();
  for (const { identity, travelDocument, encounterId } of records) {
    const data = { identity, ...(travelDocument ? { travelDocument } : {}) };
    const key = JSON.stringify([identity, travelDocument ?? null]);
    const known = identities.get(key);
    identities.set(key, { ...data, recordedIn: [...(known?.recordedIn ?? []), encounterId] });
  }
  const { system, subjectId } = first;
  return { system, subjectId, identities: [...identities.values()], biometrics: [...new Set(biometrics)] };
}

/** The files these data sets make up, in the order of their first data set; each data set is in exactly one. */
export function individualFiles(
  dataSets: readonly CirDataSet[],
  links: readonly FileLink[],
): readonly IndividualFile[] {
  const fileOf = new Map<string, CirDataSet[]>(dataSets.map((dataSet) => [keyOf(dataSet), [dataSet]]));
  for (const link of links.filter(joins)) {
    const [a, b] = link.dataSets.map((dataSet) => fileOf.get(keyOf(dataSet)));
    if (!a || !b || a === b) continue;
    a.push(...b);
    for (const dataSet of b) fileOf.set(keyOf(dataSet), a);
  }
  return [...new Set(fileOf.values())].map((file) => ({ dataSets: inOrder(file) }));
}

function inOrder(dataSets: readonly CirDataSet[]): readonly CirDataSet[] {
  const place = ({ system, subjectId }: CirDataSet) => `${CIR_SYSTEMS.indexOf(system)} ${subjectId}`;
  return [...dataSets].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

function keyOf({ system, subjectId }: DataSet): string {
  return `${system} ${subjectId}`;
}

/** The data of a file without where they come from: what Article 20 returns. Equal data of two systems are said once. */
export type FileWithoutSource = {
  readonly identities: readonly Pick<CirDataSet['identities'][number], 'identity' | 'travelDocument'>[];
  readonly biometrics: readonly Position[];
};

/** In an order that says nothing of the systems: that of the data themselves. */
export function withoutSource({ dataSets }: IndividualFile): FileWithoutSource {
  const identities = new Map<string, FileWithoutSource['identities'][number]>();
  for (const { identity, travelDocument } of dataSets.flatMap((dataSet) => dataSet.identities)) {
    const data = { identity, ...(travelDocument ? { travelDocument } : {}) };
    identities.set(JSON.stringify(data), data);
  }
  return {
    identities: [...identities].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, data]) => data),
    biometrics: [...new Set(dataSets.flatMap(({ biometrics }) => biometrics))].sort(),
  };
}
