/** What the chapters of the demonstration ask the hub. Each step tells what came of it and returns it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AuthorityClass } from '../domain/authorities.js';
import type { VerificationConclusion } from '../domain/law/link-table.js';
import type { LocalDate } from '../domain/local-date.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import type { SyntheticEncounter } from '../testing/synthetic/synthetic-encounter.js';
import type {
  EnrolResult,
  EraseResult,
  IdentifyResult,
  LinkVerification,
  Overstayer,
  SearchSystemsResult,
  VerifyResult,
  VisibleLink,
} from '../workflows/results.js';
import type { DemoReport } from './demo-report.js';
import type { DemoTraveller, DemoTravellers } from './demo-travellers.js';
import type { HubCall, HubClient } from './hub-client.js';

type Subject = { readonly system: SystemId; readonly subjectId: string; readonly role: AuthorityClass };
export type Story = {
  readonly report: DemoReport;
  readonly client: HubClient;
  /** Asks as another operator of each authority. */
  readonly secondOperator: HubClient;
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
  const quality = result.samples.map(({ quality = 0 }) => Math.round(quality)).join(', ');
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
    const page = await read<{ readonly overstayers: readonly Overstayer[]; readonly next?: string }>(
      client,
      'immigration-authority',
      `/v1/systems/ees/overstayers?limit=500${after}`,
    );
    listed.push(...page.overstayers);
    if (page.next === undefined) return listed;
    after = `&after=${page.next}`;
  }
}

/** Detection runs behind the enrolment; a healthy hub needs a moment, `undefined` after half a minute. */
export async function awaitLink(
  { report, client }: Story,
  role: AuthorityClass,
  subjectIds: readonly string[],
): Promise<VisibleLink | undefined> {
  for (let poll = 0; poll < LINK_POLLS_MAX; poll += 1) {
    const { links } = await read<{ readonly links: readonly VisibleLink[] }>(
      client,
      role,
      '/v1/links?limit=200',
    );
    const link = links.find(({ dataSets }) =>
      dataSets.every(({ subjectId = '' }) => subjectIds.includes(subjectId)),
    );
    if (link) {
      report.link(link);
      return link;
    }
    await pause(LINK_POLL_MS);
  }
  return undefined;
}

const LINK_POLL_MS = 250;
const LINK_POLLS_MAX = 120;

/** Where the hub asks for a second operator, that one concludes the same. */
export async function verifyLink(
  { report, client, secondOperator }: Pick<Story, 'report' | 'client' | 'secondOperator'>,
  role: AuthorityClass,
  { linkId }: Pick<VisibleLink, 'linkId'>,
  conclusion: VerificationConclusion,
): Promise<VisibleLink> {
  const path = `/v1/links/${linkId}/verification`;
  const call: HubCall = { role, method: 'POST', path, body: { conclusion } };
  const first = await conclude(client, call);
  if (!('verification' in first)) return told(report, first);
  told(report, first.link);
  report.row('waits', first.verification.rule);
  report.line(`${role}, a second operator: the same (verification)`);
  const second = await conclude(secondOperator, call);
  return told(report, 'verification' in second ? second.link : second);
}

async function conclude(client: HubClient, call: HubCall): Promise<VisibleLink | ProposedLink> {
  const answer = await client.call<VisibleLink | ProposedLink>(call);
  if (answer.kind === 'problem') throw new Error(`The link was not verified: ${answer.problem.detail}`);
  return answer.body;
}

/** The conclusion is kept and waits for another operator. */
type ProposedLink = { readonly link: VisibleLink; readonly verification: LinkVerification };

function told(report: DemoReport, link: VisibleLink): VisibleLink {
  report.link(link);
  return link;
}

async function read<Body>(client: HubClient, role: AuthorityClass, path: string): Promise<Body> {
  const answer = await client.call<Body>({ role, method: 'GET', path });
  if (answer.kind === 'problem') throw new Error(`${path} was not given: ${answer.problem.detail}`);
  return answer.body;
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
