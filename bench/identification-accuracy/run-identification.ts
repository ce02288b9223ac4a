/**
 * Searches of synthetic fingers against galleries of several sizes, with both stages: how often strangers are returned
 * as matches at the rate asked for, and how often mates are missed. One core.
 *
 *   node dist/bench/identification-accuracy/run-identification.js --probes FILE [--gallery FILE ...]
 *     [--sizes 500,2000,all] [--fingers 1,4] [--second-stage 200] [--attempts 1] [--references 1] [--further 3] [--complete] [--seed 1] [--part 0/2] [--out FILE]
 *
 * Files are those of `extract-templates`, of fingers that neither training nor calibration saw (the gallery's others may be
 * those of the calibration). The last capture of a finger is enrolled, its others search; `--gallery` adds fingers that
 * are enrolled only. A capture is one impression, or with `--attempts` the best by quality of so many. With `--references`
 * the last so many captures are enrolled, as of a person of several encounters, and `--further` of them beside the best by the
 * first stage are compared by the second: as many as the hub compares, unless it says so. Of a person
 * of several fingers those search that gave a template; with `--complete` fingers of which a capture gave none are left out, as
 * it would be repeated. Without --probes a few fingers are made here and extracted: that shows that all works, and no rate.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readModelManifest } from '../../src/extraction/model-manifest.js';
import { LIMITS } from '../../src/platform/limits.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { environmentFacts } from '../environment-facts.js';
import { bestOfCaptures } from './captures.js';
import { chainName, probeViews } from './chain-name.js';
import { makeTemplates } from './make-templates.js';
import { measureQuantisation } from './measure-quantisation.js';
import { type PreparedImpression, prepareImpression } from './prepared-gallery.js';
import { RAW_FORMAT, type RawGallery, type RawIdentification } from './raw-identification.js';
import { type EnrolledPerson, type Person, searchPersons } from './search-persons.js';
import { readTemplates, type TemplateFile } from './template-file.js';

const { values } = parseArgs({
  options: {
    probes: { type: 'string' },
    gallery: { type: 'string', multiple: true, default: [] },
    sizes: { type: 'string', default: '500,2000,all' },
    fingers: { type: 'string', default: '1,4' },
    'second-stage': { type: 'string', default: String(LIMITS.secondStagePersonsMax) },
    attempts: { type: 'string', default: '1' },
    references: { type: 'string', default: '1' },
    further: { type: 'string', default: String(LIMITS.secondStageFurtherReferencesMax) },
    complete: { type: 'boolean', default: false },
    made: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    part: { type: 'string', default: '0/1' },
    out: { type: 'string' },
  },
});
/** Of one size: more searches, of the same probes. */
const GALLERIES_MAX = 2;
const [part, parts] = values.part.split('/').map(Number) as [number, number];
const secondStagePersons = Number(values['second-stage']);
const furtherReferences = Number(values.further);
const referencesOfFinger = Number(values.references);
const attempts = Number(values.attempts);
const environment = environmentFacts(
  `run-identification ${process.argv
    .slice(2)
    .map((each) => each.replace(/[^= ]*\//, ''))
    .join(' ')}`,
  ['onnxruntime-node'],
);
const out =
  values.out ??
  join(PACKAGE_ROOT, 'bench', 'results', `identification-${environment.startedAt.replaceAll(':', '')}.json`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, JSON.stringify(await measure()));
console.log(out);

async function measure(): Promise<RawIdentification> {
  const manifest = await readModelManifest(join(PACKAGE_ROOT, 'models'));
  const chain = chainName(manifest);
  const read = (path: string) => readTemplates(path, chain, probeViews(manifest));
  const own = values.probes === undefined ? await makeTemplates(Number(values.made)) : read(values.probes);
  const others = values.gallery.map(read);
  const ofFingers = byFinger(own);
  const references = [ofFingers, ...others.map(byFinger)].flatMap((fingers, source) =>
    capturesOf(fingers).map((captures) => ({
      source,
      enrolled: captures.slice(-referencesOfFinger),
      searching: source === 0 ? captures.slice(0, -referencesOfFinger) : [],
    })),
  );
  const random = seededRandom(Number(values.seed));
  return {
    format: RAW_FORMAT,
    environment,
    seed: Number(values.seed),
    part: values.part,
    chain,
    secondStagePersons,
    attempts,
    furtherReferences,
    sources: [own, ...others].map(factsOf),
    galleries: values.fingers.split(',').flatMap((count) => searchAll(references, Number(count), random)),
    ...(part === 0 ? { quantisation: measureQuantisation(ofFingers) } : {}),
  };
}

/** Of each finger; with `--complete` of those alone of which no capture is missing. */
function capturesOf(
  fingers: readonly (readonly PreparedImpression[])[],
): readonly (readonly PreparedImpression[])[] {
  const all = fingers.map((impressions) => bestOfCaptures(impressions, attempts));
  const most = all.reduce((count, { length }) => Math.max(count, length), 0);
  return values.complete ? all.filter(({ length }) => length === most) : all;
}

type Finger = {
  readonly source: number;
  readonly enrolled: readonly PreparedImpression[];
  readonly searching: readonly PreparedImpression[];
};

/** Of each size one after the other, so that a smaller gallery is searched in several disjoint parts. */
function searchAll(fingers: readonly Finger[], count: number, random: () => number): readonly RawGallery[] {
  const persons = groupsOf(shuffled(fingers, random), count);
  return sizesOf(persons.length).flatMap((size) => {
    const galleries = Math.min(GALLERIES_MAX, Math.floor(persons.length / size));
    return Array.from({ length: galleries }, (_, index) => {
      const enrolled = persons.slice(index * size, (index + 1) * size);
      return {
        fingers: count,
        persons: size,
        referencesPerPerson: referencesPerPerson(enrolled),
        searches: searchGallery(enrolled, persons),
      };
    });
  });
}

/** Of each finger, on average: with so many a probe is compared for each person. */
function referencesPerPerson(persons: readonly PersonFingers[]): number {
  const fingers = persons.flatMap((person) => person.fingers);
  return fingers.reduce((sum, { enrolled }) => sum + enrolled.length, 0) / fingers.length;
}

function sizesOf(persons: number): readonly number[] {
  const sizes = values.sizes.split(',').map((size) => (size === 'all' ? persons : Number(size)));
  return [...new Set(sizes)].filter((size) => size <= persons);
}

type PersonFingers = { readonly id: number; readonly source: number; readonly fingers: readonly Finger[] };

/** Persons of the first source search, by the fingers that gave a template. Who is not in the gallery joins it for that. */
function searchGallery(enrolled: readonly PersonFingers[], persons: readonly PersonFingers[]) {
  const gallery = enrolled.map(enrolledPerson);
  const ids = new Set(gallery.map(({ id }) => id));
  const searching = persons.filter(({ fingers }) =>
    fingers.some(({ source, searching: own }) => source === 0 && own.length > 0),
  );
  return searching.flatMap((person, index) => {
    if (index % parts !== part) return [];
    const searched = ids.has(person.id) ? gallery : [...gallery.slice(1), enrolledPerson(person)];
    const captures = Math.max(...person.fingers.map(({ searching: own }) => own.length));
    return Array.from({ length: captures }, (_, capture) => {
      const probe: Person = {
        id: person.id,
        source: person.source,
        fingers: person.fingers.map(({ searching: own }) => own[capture]),
      };
      return searchPersons(probe, searched, { secondStagePersons, furtherReferences })!;
    });
  });
}

function enrolledPerson({ id, source, fingers }: PersonFingers): EnrolledPerson {
  return { id, source, fingers: fingers.map(({ enrolled }) => enrolled) };
}

/** Only fingers of one source make a person. */
function groupsOf(fingers: readonly Finger[], count: number): readonly PersonFingers[] {
  const groups: Finger[][] = [];
  const open = new Map<number, Finger[]>();
  for (const finger of fingers) {
    const group = [...(open.get(finger.source) ?? []), finger];
    if (group.length === count) groups.push(group);
    open.set(finger.source, group.length === count ? [] : group);
  }
  return groups.map((group, id) => ({ id, source: group[0]!.source, fingers: group }));
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function byFinger({ impressions }: TemplateFile): readonly (readonly PreparedImpression[])[] {
  const fingers = new Map<number, PreparedImpression[]>();
  for (const impression of impressions) {
    const known = fingers.get(impression.finger);
    if (known) known.push(prepareImpression(impression));
    else fingers.set(impression.finger, [prepareImpression(impression)]);
  }
  return [...fingers.values()];
}

function factsOf({ impressions, rejected }: TemplateFile) {
  return {
    impressions: impressions.length,
    fingers: new Set(impressions.map(({ finger }) => finger)).size,
    rejected: rejected.length,
  };
}
