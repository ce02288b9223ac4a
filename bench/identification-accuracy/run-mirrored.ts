/**
 * Mirrored images of synthetic fingers through the hub's extraction, its 1:1 comparison and its search, and the same fingers as
 * they are: how often a mirrored image is told, how often one that is not is called so, and what looking costs.
 *
 *   node dist/bench/identification-accuracy/run-mirrored.js [--fingers 200] [--gallery 10000] [--seed 1] [--out FILE]
 *   node dist/bench/identification-accuracy/run-mirrored.js --images FOLDER:PPI [--images FOLDER:PPI ...]    # <finger>_<impression>.<extension>
 *
 * Of images the first impression of a finger is enrolled and each other one captured, each folder by itself; counts are added up. Everything but the first stage is the hub's own code; that is a comparison with every row, one finger a person. The gallery
 * is the fingers and strangers without images (`fast-gallery.ts`). Prints and writes one JSON document, rates with their counts.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { SubjectId, TemplateId } from '../../src/domain/ids.js';
import { encodeMinutiae } from '../../src/domain/minutiae-bytes.js';
import { createSecondStage } from '../../src/engine/second-stage/compare-candidates.js';
import { createTwoStageComparator } from '../../src/engine/second-stage/compare-in-two-stages.js';
import { openMinutiaePool } from '../../src/engine/second-stage/minutiae-pool.js';
import { evidenceOf } from '../../src/matching/calibration.js';
import { bestViewSimilarity, vectorLength } from '../../src/matching/cosine-similarity.js';
import { decide, identificationThresholds } from '../../src/matching/decision.js';
import {
  EMBEDDING_DIMENSION,
  type ProbeTemplate,
  type ReferenceTemplate,
} from '../../src/matching/template.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { createFakePorts } from '../../src/testing/fakes/fake-ports.js';
import { encodePng } from '../../src/testing/synthetic/encode-png.js';
import { type Impression, renderImpression } from '../../src/testing/synthetic/render-impression.js';
import { createSyntheticFinger } from '../../src/testing/synthetic/synthetic-finger.js';
import { mirrorCheckOf } from '../../src/workflows/mirror-check.js';
import type { Candidate, Gallery, GallerySearch } from '../../src/workflows/ports/gallery.js';
import type { Sample } from '../../src/workflows/ports/samples.js';
import { searchWithMirrorImage } from '../../src/workflows/search-with-mirror-image.js';
import { listImpressions } from '../accuracy/list-impressions.js';
import { environmentFacts } from '../environment-facts.js';
import { upperMedian } from '../upper-median.js';
import { fastGallery } from './fast-gallery.js';

const { values } = parseArgs({
  options: {
    fingers: { type: 'string', default: '200' },
    gallery: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    images: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});
const FALSE_MATCH_RATE = 1e-4;
const FALSE_POSITIVE_IDENTIFICATION_RATE = 0.01;
const POSITION = 'right-index';
const BATCH = 8;
/** Verifications of each finger against others. */
const STRANGERS_OF_EACH = 100;
/** Samples whose extraction is timed. */
const TIMED = 100;
const ASKED: Parameters<typeof mirrorCheckOf>[0] = {
  request: {
    kind: 'identify',
    systems: ['ees'],
    candidatesMax: 10,
    falsePositiveIdentificationRate: FALSE_POSITIVE_IDENTIFICATION_RATE,
    checkMirrored: true,
  },
};
const environment = environmentFacts(`run-mirrored ${process.argv.slice(2).join(' ')}`, ['sharp']);
const signal = new AbortController().signal;
const pool = openMinutiaePool({ threads: 2 });
const result = await measureAll(Number(values.fingers), Number(values.gallery));
await pool.close();
const stamp = environment.startedAt.replaceAll(':', '');
const out = values.out ?? join(PACKAGE_ROOT, 'bench', 'results', `mirrored-${stamp}.json`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, JSON.stringify({ environment, ...result }, undefined, 2));
console.log(JSON.stringify(result));
console.log(out);

type Reference = ReferenceTemplate & { readonly templateId: TemplateId };
/** Of one finger: enrolled, captured again, and that capture mirrored. */
type Finger = {
  readonly finger: string;
  readonly reference: Reference;
  readonly captured: ProbeTemplate;
  readonly mirrored: ProbeTemplate;
};

async function measureAll(count: number, gallerySize: number) {
  if (values.images.length === 0)
    return { seed: values.seed, ...(await measure(await syntheticImages(count), gallerySize)) };
  const sets = [];
  for (const folder of values.images) {
    console.error(folder);
    sets.push(await measure(await imagesOf(folder), gallerySize));
  }
  const [first, ...others] = sets;
  const together = others.reduce(
    (sum, { verification, search }) => ({
      verification: addCounts(sum.verification, verification),
      search: addCounts(sum.search, search),
    }),
    { verification: first!.verification, search: first!.search },
  );
  return {
    seed: values.seed,
    ...together,
    sets: sets.map((set, index) => ({ images: values.images[index], ...set })),
  };
}

/** Counts of both; what is said of the whole run is as in the first. */
function addCounts<Counts extends Readonly<Record<string, unknown>>>(first: Counts, second: Counts): Counts {
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => {
      if (typeof value !== 'object' || value === null) return [name, value];
      const added = second[name] as Readonly<Record<string, number>>;
      const counts = Object.entries(value as Readonly<Record<string, number>>);
      return [name, Object.fromEntries(counts.map(([key, count]) => [key, count + added[key]!]))];
    }),
  ) as Counts;
}

async function measure(images: readonly Images[], gallerySize: number) {
  const { fingers, extractionMs } = await extractFingers(images);
  const enrolled = enrolledOf(fingers);
  const references = [...enrolled.values(), ...strangers(fingers, gallerySize)];
  return {
    fingers: enrolled.size,
    captures: images.length,
    /** Enrolled, captured and mirrored have a template. */
    usable: fingers.length,
    extractionMs,
    verification: await verify(fingers),
    search: { gallery: references.length, ...(await search(fingers, references)) },
  };
}

function enrolledOf(fingers: readonly Finger[]): ReadonlyMap<string, Reference> {
  return new Map(fingers.map(({ finger, reference }) => [finger, reference]));
}

async function verify(fingers: readonly Finger[]) {
  const compare = createTwoStageComparator(pool);
  const tally = async (
    probeOf: (finger: Finger) => ProbeTemplate,
    claimedOf: (finger: Finger) => readonly Reference[],
  ) => {
    const counts = { comparisons: 0, matches: 0, toldMirrored: 0 };
    for (const finger of fingers) {
      for (const reference of claimedOf(finger)) {
        const { decision, mirrorCheck } = await compare([probeOf(finger)], [reference], {
          falseMatchRate: FALSE_MATCH_RATE,
          signal,
        });
        counts.comparisons += 1;
        if (decision === 'match') counts.matches += 1;
        if (mirrorCheck?.outcome === 'mirrored-image') counts.toldMirrored += 1;
      }
    }
    return counts;
  };
  const mate = ({ reference }: Finger) => [reference];
  const others = ({ finger }: Finger) => othersOf(finger, enrolledOf(fingers));
  return {
    falseMatchRate: FALSE_MATCH_RATE,
    mates: await tally(({ captured }) => captured, mate),
    matesMirrored: await tally(({ mirrored }) => mirrored, mate),
    strangers: await tally(({ captured }) => captured, others),
    strangersMirrored: await tally(({ mirrored }) => mirrored, others),
  };
}

/** The next so many, so that every pair of fingers has its turn. */
function othersOf(finger: string, enrolled: ReadonlyMap<string, Reference>): readonly Reference[] {
  const names = [...enrolled.keys()];
  const own = names.indexOf(finger);
  return [...names.slice(own + 1), ...names.slice(0, own)]
    .slice(0, STRANGERS_OF_EACH)
    .map((name) => enrolled.get(name)!);
}

async function search(fingers: readonly Finger[], references: readonly Reference[]) {
  const ports = searchPorts(references);
  const tally = async (probeOf: (finger: Finger) => ProbeTemplate, isEnrolled: boolean) => {
    const counts = { searches: 0, matches: 0, toldMirrored: 0, mateFound: 0 };
    for (const finger of fingers) {
      const probes = [probeOf(finger)];
      const mate = finger.reference.templateId as string as SubjectId;
      const answer = await searchWithMirrorImage(
        ports,
        {
          probes,
          systems: ['ees'],
          candidatesMax: 10,
          falsePositiveIdentificationRate: FALSE_POSITIVE_IDENTIFICATION_RATE,
          ...(isEnrolled ? {} : { excludedSubjects: [mate] }),
        },
        signal,
      );
      const check = mirrorCheckOf(ASKED, answer, probes);
      const found = (check.outcome === 'mirrored-image' ? answer.mirrored! : answer).candidates[0];
      counts.searches += 1;
      if (answer.candidates.some(({ decision }) => decision === 'match')) counts.matches += 1;
      if (check.outcome === 'mirrored-image') counts.toldMirrored += 1;
      if (found?.decision === 'match' && found.subjectId === mate) counts.mateFound += 1;
    }
    return counts;
  };
  return {
    falsePositiveIdentificationRate: FALSE_POSITIVE_IDENTIFICATION_RATE,
    mates: await tally(({ captured }) => captured, true),
    matesMirrored: await tally(({ mirrored }) => mirrored, true),
    strangers: await tally(({ captured }) => captured, false),
    strangersMirrored: await tally(({ mirrored }) => mirrored, false),
  };
}

function searchPorts(references: readonly Reference[]) {
  const ports = createFakePorts();
  const minutiae = new Map(references.map((each) => [each.templateId, each.minutiae!]));
  const subjects = {
    ...ports.subjects,
    minutiae: async (_: unknown, wanted: readonly TemplateId[]) =>
      new Map(wanted.map((templateId) => [templateId, minutiae.get(templateId)!])),
  };
  return { ...ports, subjects, secondStage: createSecondStage(pool), gallery: naiveGallery(references) };
}

/** Every row, one finger a person; the person bears the name of the template. */
function naiveGallery(references: readonly Reference[]): Gallery {
  return {
    search: async (asked) => {
      const [probe] = asked.probes;
      const lengths = probe!.views.map(vectorLength);
      const searched = references.filter(
        ({ templateId }) => !asked.excludedSubjects?.includes(templateId as string as SubjectId),
      );
      const thresholds = identificationThresholds({
        comparisons: searched.length,
        falsePositiveIdentificationRate: asked.falsePositiveIdentificationRate,
      });
      const ranked = searched
        .map((reference) => ({
          reference,
          cosine: bestViewSimilarity(probe!.views, lengths, reference.embedding),
        }))
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, asked.candidatesMax);
      return {
        snapshot: 'naive',
        complete: true,
        referencesCompared: searched.length,
        comparisons: [searched.length],
        threshold: thresholds.match,
        overflow: false,
        candidates: ranked.map((each, index) => candidateOf(asked, each, { rank: index + 1, thresholds })),
      };
    },
    compact: async () => {},
  };
}

function candidateOf(
  { probes }: GallerySearch,
  { reference, cosine }: { readonly reference: Reference; readonly cosine: number },
  { rank, thresholds }: { readonly rank: number; readonly thresholds: Parameters<typeof decide>[1] },
): Candidate {
  const { chanceNats, logLikelihoodRatio } = evidenceOf('fingerprint', cosine);
  return {
    system: 'ees',
    subjectId: reference.templateId as string as SubjectId,
    rank,
    similarityScore: chanceNats,
    decision: decide(chanceNats, thresholds),
    positions: [
      {
        probeIndex: 0,
        probePosition: POSITION,
        referencePosition: POSITION,
        templateId: reference.templateId,
        similarityScore: cosine,
        logLikelihoodRatio,
        probeQuality: probes[0]!.quality,
        referenceQuality: reference.quality,
      },
    ],
  };
}

type Images = {
  readonly finger: string;
  readonly enrolled: Sample;
  readonly captured: Sample;
  readonly mirrored: Sample;
};

async function imagesOf(described: string): Promise<readonly Images[]> {
  const all = { fingers: Number.POSITIVE_INFINITY, impressions: Number.POSITIVE_INFINITY };
  const { ppi, impressions } = listImpressions(described, all);
  const sample = (image: Uint8Array): Sample => ({ position: POSITION, image, ppi });
  const first = new Map<string, Sample>();
  const images: Images[] = [];
  for (const { finger, path } of impressions) {
    const file = await readFile(path);
    const enrolled = first.get(finger);
    if (enrolled) {
      const mirrored = sample(await sharp(file).flop().png().toBuffer());
      images.push({ finger, enrolled, captured: sample(file), mirrored });
    } else first.set(finger, sample(file));
  }
  return images;
}

async function syntheticImages(count: number): Promise<readonly Images[]> {
  const images: Images[] = [];
  for (let index = 0; index < count; index++) {
    const name = `mirrored-${values.seed}-${index}`;
    const finger = createSyntheticFinger(name);
    const captured = renderImpression(finger, `${name}/captured`);
    images.push({
      finger: name,
      enrolled: await sampleOf(renderImpression(finger, `${name}/enrolled`)),
      captured: await sampleOf(captured),
      mirrored: await sampleOf(flopped(captured)),
    });
  }
  return images;
}

async function extractFingers(images: readonly Images[]) {
  // The extractor closes loaders of image formats that the generator needs.
  const { openFingerprintExtractor } = await import('../../src/testing/fingerprint-extractor.js');
  const extractor = await openFingerprintExtractor(2);
  const extract = async (samples: readonly Sample[], options: { readonly isEnrolled: boolean }) => {
    const asked = options.isEnrolled
      ? ({ use: 'reference' } as const)
      : ({ use: 'probe', mirroredMax: BATCH } as const);
    const templates: (ProbeTemplate | undefined)[] = [];
    for (let first = 0; first < samples.length; first += BATCH) {
      const outcomes = await extractor.extract(samples.slice(first, first + BATCH), { ...asked, signal });
      templates.push(
        ...outcomes.map((outcome) => (outcome.kind === 'template' ? outcome.template : undefined)),
      );
    }
    return templates;
  };
  try {
    const captures = images.map((each) => each.captured);
    const [enrolled, captured, mirrored] = [
      await extract(
        images.map((each) => each.enrolled),
        { isEnrolled: true },
      ),
      await extract(captures, { isEnrolled: false }),
      await extract(
        images.map((each) => each.mirrored),
        { isEnrolled: false },
      ),
    ];
    const fingers = enrolled.flatMap((reference, index): readonly Finger[] => {
      const [asItIs, inMirror] = [captured[index], mirrored[index]];
      if (!reference || !asItIs || !inMirror) return [];
      const { finger } = images[index]!;
      return [{ finger, reference: referenceOf(reference, finger), captured: asItIs, mirrored: inMirror }];
    });
    const extractionMs = await timeBoth(captures, async (sample, mirroredMax) => {
      await extractor.extract([sample], { use: 'probe', mirroredMax, signal });
    });
    return { fingers, extractionMs };
  } finally {
    await extractor.close();
  }
}

/** Medians of the same samples, one at a time, in turns. */
async function timeBoth(
  samples: readonly Sample[],
  extract: (sample: Sample, mirroredMax: number) => Promise<void>,
) {
  const timed = async (sample: Sample, mirroredMax: number) => {
    const startedMs = performance.now();
    await extract(sample, mirroredMax);
    return performance.now() - startedMs;
  };
  const plain: number[] = [];
  const added: number[] = [];
  for (const sample of samples.slice(0, TIMED)) {
    const took = await timed(sample, 0);
    plain.push(took);
    added.push((await timed(sample, 1)) - took);
  }
  const rounded = (measuredMs: readonly number[]) => Math.round(10 * upperMedian(measuredMs)) / 10;
  return { plain: rounded(plain), addedByMirror: rounded(added), samples: plain.length };
}

async function sampleOf(impression: Impression): Promise<Sample> {
  return { position: POSITION, image: await encodePng(impression), ppi: impression.ppi };
}

function flopped({ pixels, widthPx, ...impression }: Impression): Impression {
  const mirrored = pixels.map((_, index) => pixels[index - 2 * (index % widthPx) + widthPx - 1]!);
  return { ...impression, widthPx, pixels: mirrored };
}

function referenceOf({ views, mirroredView: _, ...template }: ProbeTemplate, finger: string): Reference {
  return { ...template, embedding: views[0]!, templateId: `finger ${finger}` as TemplateId };
}

/** As like each other as the fingers are. */
function strangers(fingers: readonly Finger[], gallerySize: number): readonly Reference[] {
  const [{ reference }] = fingers as readonly [Finger];
  const common = Array.from({ length: EMBEDDING_DIMENSION }, (_, k) =>
    fingers.reduce((sum, { reference: { embedding } }) => sum + embedding[k]! / vectorLength(embedding), 0),
  );
  const count = Math.max(0, gallerySize - enrolledOf(fingers).size);
  return fastGallery(values.seed, count, common).map(({ quality, embedding, minutiae }, index) => ({
    position: POSITION,
    templateVersion: reference.templateVersion,
    quality,
    embedding,
    minutiae: { templateVersion: reference.minutiae!.templateVersion, bytes: encodeMinutiae(minutiae) },
    templateId: `stranger ${index}` as TemplateId,
  }));
}
