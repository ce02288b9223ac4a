/**
 * A day at the border, told by a client of the public API: every step says what was asked, which systems answered and
 * why a flag was raised, and checks that it is what it should be. The persons are invented, fresh in each run, and
 * erased at its end by the authorities that entered them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type LocalDate, localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import {
  alert,
  entry,
  eurodacDataSet,
  exit,
  refusalOfEntry,
  travelAuthorisation,
  visaApplication,
  visaFor,
} from '../testing/synthetic/synthetic-encounter.js';
import type { SearchSystemsResult } from '../workflows/results.js';
import { createDemoReport } from './demo-report.js';
import {
  awaitLink,
  enrol,
  eraseAll,
  identify,
  listOverstayers,
  type Story,
  searchSystems,
  verify,
  verifyLink,
} from './demo-steps.js';
import { type DemoTraveller, nameOf, openDemoTravellers } from './demo-travellers.js';
import type { DevelopmentTokens } from './development-tokens.js';
import { createHubClient } from './hub-client.js';

export type DemoOptions = {
  readonly url: string;
  /** Of the operators who do everything there is to do, one of each authority. */
  readonly tokens: DevelopmentTokens;
  /** Of another operator each, for links that wait for a second one. */
  readonly secondTokens: DevelopmentTokens;
  /** Keeps the counter of runs. */
  readonly directory: string;
  /** The day of the hub, which judges stays. */
  readonly today: string;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
  /** Persons of a run; another run's by default. */
  readonly seed?: string;
};

/** An interrupted run has no signal left to erase by; shorter than a process is given to stop. */
const ERASE_MS_MAX = 30_000;

/** 0 where everything the story tells held, 1 otherwise. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const today = localDate(options.today);
  const seed = options.seed ?? `demo-run-${countRun(options.directory)}`;
  const report = createDemoReport(options.print);
  const travellers = await openDemoTravellers({ seed, today });
  const client = createHubClient(options);
  const secondOperator = createHubClient({ ...options, tokens: options.secondTokens });
  const story: Story = { report, travellers, today, client, secondOperator, subjects: [] };
  const startedAt = performance.now();
  try {
    options.print(`A day at the border, ${today}. Every person and fingerprint is invented.`);
    await tell(story, options);
    await eraseAll(story);
  } finally {
    await travellers.close();
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  const failures = report.failures();
  const verdict = failures === 0 ? 'everything was as told' : `${failures} expectations did NOT hold`;
  options.print(`\nDone in ${seconds} s: ${verdict}.`);
  return failures === 0 ? 0 : 1;
}

/** A story that breaks off still erases whom it can; what broke it is what is reported. */
async function tell(story: Story, options: DemoOptions): Promise<void> {
  try {
    await traveller(story);
    await overstayer(story);
    await asylumApplicant(story);
    await personUnderAlert(story);
    await refusals(story);
  } catch (error) {
    const client = createHubClient({ ...options, signal: AbortSignal.timeout(ERASE_MS_MAX) });
    const erased = await eraseAll({ ...story, client }).then(
      () => true,
      () => false,
    );
    if (!erased) story.report.line('not all persons of this run could be erased');
    throw error;
  }
}

/** With a visa: in, out, in again. */
async function traveller(story: Story): Promise<void> {
  const { report, travellers, today } = story;
  const person = travellers.create('traveller', { needsVisa: true });
  const { random } = person;
  const entryDate = addDays(today, -40);
  const visa = visaFor(random, { from: addDays(entryDate, -3), durationDays: 60 });

  report.chapter(`${person.name} applies for a visa and travels`);
  const appliedOn = addDays(entryDate, -30);
  const application = visaApplication(random, person.persona, { appliedOn, outcome: 'issued', visa });
  const inVis = await enrol(story, person, application, { fingers: 4 });
  await enterWithVisa(story, person, { entryDate, visa, inVis });
  // The fingerprints of a visa holder are in VIS: the EES keeps none.
  const inEes = await enrol(story, person, entry(random, person.persona, { entryDate, visa }), {
    fingers: 0,
  });
  const left = exit(random, person.persona, addDays(entryDate, 20));
  await enrol(story, person, left, { fingers: 0, subjectId: inEes });

  report.chapter(`${person.name} comes back today`);
  report.line(
    'border-authority: is this the holder of the visa? (1:1 in VIS, another impression of 2 fingers)',
  );
  const verified = await verify(story, person, { system: 'vis', subjectId: inVis });
  report.expect(verified.decision === 'match', 'the person is the one of the file');
  report.line('border-authority: who is this? (1:N, EES and VIS, a third impression of 4 fingers)');
  const found = await identify(story, await person.fingerprints(4), ['ees', 'vis']);
  const best = found.candidates
    .filter(({ decision }) => decision === 'match')
    .map(({ subjectId }) => subjectId);
  report.expect(isSame(best, [inVis]), 'found in VIS, and nobody else matches');
  await enrol(story, person, entry(random, person.persona, { entryDate: today, visa }), {
    fingers: 0,
    subjectId: inEes,
  });
  report.line('border-authority: what do all systems know? (fingerprints, identity, document)');
  const known = await searchSystems(story, 'border-authority', {
    samples: await person.fingerprints(2),
    ...keysOf(person),
  });
  report.expect(hasHit(known, 'ees', inEes) && hasHit(known, 'vis', inVis), 'both files are found');
  report.expect(known.flags.length === 0, 'no flag: 21 and 1 days of stay are within the visa');
}

async function enterWithVisa(
  story: Story,
  person: DemoTraveller,
  known: {
    readonly entryDate: LocalDate;
    readonly visa: { readonly stickerNumber: string };
    readonly inVis: string;
  },
): Promise<void> {
  const { report } = story;
  report.line(`border-authority: is this the holder of the visa? (1:1 in VIS, ${known.entryDate})`);
  const verified = await verify(story, person, { system: 'vis', subjectId: known.inVis });
  report.expect(verified.decision === 'match', 'the traveller is the holder of the visa');
}

/** Entered long ago, never left. */
async function overstayer(story: Story): Promise<void> {
  const { report, travellers, today, client } = story;
  const person = travellers.create('overstayer', { needsVisa: false });
  const entryDate = addDays(today, -140);

  report.chapter(`${person.name} entered on ${entryDate} and has not left`);
  await enrol(story, person, travelAuthorisation(person.random, person.persona, addDays(entryDate, -12)), {
    fingers: 0,
  });
  const inEes = await enrol(story, person, entry(person.random, person.persona, { entryDate }), {
    fingers: 4,
  });
  report.line('immigration-authority: who has overstayed? (list)');
  const list = await listOverstayers(client);
  const listed = list.find(({ subjectId }) => subjectId === inEes);
  report.row('EES', `${list.length} persons on the list`);
  if (listed) report.flag(listed.flag);
  report.expect(listed !== undefined, `${person.name} is on the list`);
  report.line('immigration-authority, at a check within the territory: fingerprints and document');
  const found = await searchSystems(story, 'immigration-authority', {
    samples: await person.fingerprints(4),
    document: keysOf(person).document,
  });
  report.expect(hasHit(found, 'ees', inEes), 'the file of the entry is found');
  report.expect(
    found.flags.some(({ kind }) => kind === 'overstay'),
    'the overstay is flagged',
  );
}

/** A visa under one name, an application for asylum under another. */
async function asylumApplicant(story: Story): Promise<void> {
  const { report, travellers, today } = story;
  const person = travellers.create('applicant', { needsVisa: true });
  const alias = travellers.alias('applicant', person.persona.identity.sex);
  const { random } = person;
  const visa = visaFor(random, { from: addDays(today, -60), durationDays: 30 });

  report.chapter(`${person.name} got a visa and applies for asylum as ${nameOf(alias.identity)}`);
  const appliedOn = addDays(today, -80);
  const application = visaApplication(random, person.persona, { appliedOn, outcome: 'issued', visa });
  const inVis = await enrol(story, person, application, { fingers: 4 });
  const claim = eurodacDataSet(random, alias, { category: 'international-protection', eventDate: today });
  const inEurodac = await enrol(story, person, claim, { fingers: 4 });
  report.line('asylum-authority: is the applicant known, here too? (fingerprints)');
  const found = await searchSystems(story, 'asylum-authority', {
    samples: await person.fingerprints(4),
    comparesOwn: true,
  });
  const both = hasHit(found, 'vis', inVis) && hasHit(found, 'eurodac', inEurodac);
  report.expect(both, 'found in VIS and Eurodac by fingerprints, though no name is the same');
  report.expect(
    found.flags.some(({ kind }) => kind === 'multiple-identity'),
    'two identities are flagged',
  );
}

/** The document is in order; the alert names somebody else. */
async function personUnderAlert(story: Story): Promise<void> {
  const { report, travellers, today } = story;
  const person = travellers.create('under-alert', { needsVisa: false });
  const alias = travellers.alias('under-alert', person.persona.identity.sex);

  report.chapter(`${person.name} has a document in order, and an alert under another name`);
  const issued = alert(alias, { alertKind: 'refusal-of-entry', issuedOn: addDays(today, -300) });
  const inSis = await enrol(story, person, issued, { fingers: 4 });
  report.line('border-authority: what do all systems know? (fingerprints, identity, document)');
  const found = await searchSystems(story, 'border-authority', {
    samples: await person.fingerprints(4),
    ...keysOf(person),
  });
  report.expect(
    hasHit(found, 'sis', inSis),
    'the alert, entered under another name, is found by fingerprints',
  );
  await verifyTheLink(story, person, inSis);
}

/** Recording the refusal makes the detector look; the authority that recorded it verifies what it found. */
async function verifyTheLink(story: Story, person: DemoTraveller, inSis: string): Promise<void> {
  const { report, today } = story;
  const inEes = await enrol(story, person, refusalOfEntry(person.random, person.persona, today), {
    fingers: 4,
  });
  report.line('border-authority: which links are mine to verify? (list)');
  const link = await awaitLink(story, 'border-authority', [inEes, inSis]);
  report.expect(
    link?.colour === 'yellow',
    'one person under two identities: a yellow link between EES and SIS',
  );
  if (link === undefined) return;
  report.line('border-authority: one person, unjustified (verification)');
  const red = await verifyLink(story, 'border-authority', link, 'same-person-unjustified');
  report.expect(red.colour === 'red', 'the link is red, and nothing follows from it alone');
  report.line('immigration-authority: who is this? (fingerprints)');
  const found = await searchSystems(story, 'immigration-authority', {
    samples: await person.fingerprints(4),
  });
  report.expect(
    found.flags.some(({ facts }) => facts['linkColour'] === 'red'),
    'whoever has access to one of the two systems sees the red link',
  );
}

/** Who may not ask is told why, whether there is anything to find or not. */
async function refusals(story: Story): Promise<void> {
  const { report, travellers, client } = story;
  const stranger = travellers.create('stranger', { needsVisa: false });
  report.chapter('Those who may not ask');
  const samples = await stranger.fingerprints(1);
  const asked = [
    { role: 'hub-operator', what: 'who is this?', path: '/v1/identifications', body: { samples } },
    {
      role: 'law-enforcement-authority',
      what: 'what does EES know of this person?',
      path: '/v1/searches',
      body: { systems: ['ees'], ...keysOf(stranger) },
    },
  ] as const;
  for (const { role, what, path, body } of asked) {
    report.line(`${role}: ${what}`);
    const answer = await client.call({ role, method: 'POST', path, body });
    if (answer.kind === 'problem') {
      report.row('refused', `${answer.status} ${answer.problem.code}: ${answer.problem.detail}`);
    }
    report.expect(answer.kind === 'problem' && answer.status === 403, 'refused, with the reason');
  }
}

function keysOf({ persona: { identity, travelDocument } }: DemoTraveller) {
  const { number, issuingCountry } = travelDocument;
  return {
    identity: { surname: identity.surnames[0]!, dateOfBirth: identity.dateOfBirth },
    document: { number, issuingCountry },
  };
}

function hasHit({ systems }: SearchSystemsResult, system: SystemId, subjectId: string): boolean {
  return systems.some(
    (answer) =>
      answer.system === system &&
      answer.status === 'answered' &&
      answer.hits.some((hit) => hit.subjectId === subjectId),
  );
}

function isSame(found: readonly string[], expected: readonly string[]): boolean {
  return found.length === expected.length && expected.every((one) => found.includes(one));
}

/** Counts the runs of this data folder, so that each has persons of its own. */
function countRun(directory: string): number {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'demo-runs');
  const run = readCount(file) + 1;
  writeFileSync(file, `${run}\n`);
  return run;
}

function readCount(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || 0;
  } catch {
    // No file yet: the first run.
    return 0;
  }
}
