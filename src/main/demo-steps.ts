/** What the chapters of the demonstration ask the hub. Each step tells what came of it and returns it. */
import type { AuthorityClass } from '../domain/authorities.js';
import type { LocalDate } from '../domain/local-date.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import type { SyntheticEncounter } from '../testing/synthetic/synthetic-encounter.js';
import type {
  EnrolResult,
  EraseResult,
  IdentifyResult,
  Overstayer,
  SearchSystemsResult,
  VerifyResult,
} from '../workflows/results.js';
import type { DemoReport } from './demo-report.js';
import type { DemoTraveller, DemoTravellers } from './demo-travellers.js';
import type { HubClient } from './hub-client.js';

type Subject = { readonly system: SystemId; readonly subjectId: string; readonly role: AuthorityClass };
export type Story = {
  readonly report: DemoReport;
  readonly client: HubClient;
  readonly travellers: DemoTravellers;
  readonly today: LocalDate;
  /** Everyone enrolled, to be erased at the end. */
  readonly subjects: Subject[];
};

export async function enrol(
  { report, client, subjects }: Story,
  person: DemoTraveller,
  encounter: SyntheticEncounter,
  options: { readonly fingers: number; readonly subjectId?: string },
): Promise<string> {
  const { system, authorityClass: role, withFingerprints: _, ...content } = encounter;
  const { fingers, subjectId } = options;
  const body = {
    ...content,
    ...(subjectId === undefined ? {} : { subjectId }),
    samples: fingers === 0 ? [] : await person.fingerprints(fingers),
  };
  const path = `/v1/systems/${system}/encounters`;
  const result = await client.result<EnrolResult>({ role, method: 'POST', path, body });
  if (subjectId === undefined) subjects.push({ system, subjectId: result.subjectId, role });
  const quality = result.samples.map((sample) => Math.round(sample.quality)).join(', ');
  const taken = fingers === 0 ? '' : `, ${fingers} fingerprints of quality ${quality}`;
  const day = encounter.encounterAt.slice(0, 10);
  report.row(systemFacts(system).name, `${day} ${encounter.facts.kind} recorded by the ${role}${taken}`);
  return result.subjectId;
}

export async function verify(
  { report, client }: Story,
  person: DemoTraveller,
  claim: { readonly system: SystemId; readonly subjectId: string },
): Promise<VerifyResult> {
  const result = await client.result<VerifyResult>({
    role: 'border-authority',
    method: 'POST',
    path: `/v1/systems/${claim.system}/subjects/${claim.subjectId}/verifications`,
    body: { samples: await person.fingerprints(2) },
  });
  report.verification(result);
  return result;
}

export async function identify(
  { report, client }: Story,
  samples: readonly unknown[],
  systems: readonly SystemId[],
): Promise<IdentifyResult> {
  const result = await client.result<IdentifyResult>({
    role: 'border-authority',
    method: 'POST',
    path: '/v1/identifications',
    body: { samples, systems },
  });
  report.identification(result);
  return result;
}

export async function searchSystems(
  { report, client }: Story,
  role: AuthorityClass,
  body: object,
): Promise<SearchSystemsResult> {
  const result = await client.result<SearchSystemsResult>({
    role,
    method: 'POST',
    path: '/v1/searches',
    body,
  });
  report.search(result);
  return result;
}

export async function listOverstayers(client: HubClient): Promise<readonly Overstayer[]> {
  const listed: Overstayer[] = [];
  let after = '';
  for (;;) {
    const answer = await client.call<{ readonly overstayers: readonly Overstayer[]; readonly next?: string }>(
      {
        role: 'immigration-authority',
        method: 'GET',
        path: `/v1/systems/ees/overstayers?limit=500${after}`,
      },
    );
    if (answer.kind === 'problem') throw new Error(`The list was not given: ${answer.problem.detail}`);
    listed.push(...answer.body.overstayers);
    if (answer.body.next === undefined) return listed;
    after = `&after=${answer.body.next}`;
  }
}

/** The authorities that entered the persons erase them. */
export async function eraseAll({ report, client, subjects }: Story): Promise<void> {
  report.chapter('The demonstration erases its persons');
  for (const { system, subjectId, role } of subjects) {
    const path = `/v1/systems/${system}/subjects/${subjectId}`;
    const { physicallyRemoved } = await client.result<EraseResult>({ role, method: 'DELETE', path });
    const again = await client.call({ role, method: 'DELETE', path });
    const gone = again.kind === 'problem' && again.problem.code === 'subject-unknown';
    report.expect(
      physicallyRemoved && gone,
      `${systemFacts(system).name}: erased by the ${role}, from every file`,
    );
  }
}
