import t from 'tap';
import type { SubjectId, TemplateId } from '../domain/ids.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import type { Candidate, GalleryAnswer, GallerySearch } from './ports/gallery.js';
import type { SecondStage } from './ports/second-stage.js';
import { searchInTwoStages } from './search-in-two-stages.js';

const signal = new AbortController().signal;
const minutiae = { templateVersion: 'minutiae-1', bytes: Uint8Array.of(1) };
const SEARCH: GallerySearch = {
  probes: [
    {
      position: 'right-index',
      templateVersion: 'fake-1',
      quality: 80,
      views: [new Int8Array(256)],
      minutiae,
    },
  ],
  systems: ['ees'],
  candidatesMax: 2,
  falsePositiveIdentificationRate: 0.01,
  excludedSubjects: ['somebody' as SubjectId],
};

const candidate = (rank: number): Candidate => ({
  system: 'ees',
  subjectId: `subject ${rank}` as SubjectId,
  rank,
  similarityScore: 10 - rank,
  decision: 'inconclusive',
  positions: [],
});

const FOUND: GalleryAnswer = {
  snapshot: 'test',
  complete: true,
  referencesCompared: 9,
  comparisons: [9],
  threshold: 12,
  overflow: false,
  candidates: [1, 2, 3].map(candidate),
};

t.test(
  'the first stage is asked for more, minutiae are read as they are wanted, and the second stage has the last word',
  async (t) => {
    const ports = createFakePorts();
    const asked: GallerySearch[] = [];
    const reads: (readonly TemplateId[])[] = [];
    ports.answers.search = (search) => {
      asked.push(search);
      return FOUND;
    };
    const wanted = [['template 1', 'template 2'], ['template 3']] as TemplateId[][];
    const secondStage: SecondStage = {
      wanted: ({ candidatesMax }) => ({ candidatesMax: candidatesMax + 40, furtherReferencesMax: 3 }),
      inTurn: (asked, work) => {
        t.equal(asked, SEARCH);
        return work();
      },
      compare: async (answer, { minutiaeOf, candidatesMax }) => {
        let personsCompared = 0;
        for (const each of wanted) personsCompared += (await minutiaeOf(each)).size;
        return {
          ...answer,
          candidates: answer.candidates.slice(0, candidatesMax),
          secondStage: { personsCompared, personsNotCompared: 1 },
        };
      },
    };
    const subjects = {
      ...ports.subjects,
      minutiae: async (_: unknown, templateIds: readonly TemplateId[]) => {
        reads.push(templateIds);
        return new Map(templateIds.slice(0, 1).map((templateId) => [templateId, minutiae]));
      },
    };
    const answer = await searchInTwoStages({ ...ports, subjects, secondStage }, SEARCH, signal);
    t.same(
      asked,
      [{ ...SEARCH, candidatesMax: 42, furtherReferencesMax: 3 }],
      'with whatever else the search says',
    );
    t.same(reads, wanted);
    t.equal(answer.candidates.length, 2);
    t.same(answer.secondStage, { personsCompared: 2, personsNotCompared: 1 }, 'who is gone has no minutiae');
    const metrics = await ports.metrics.registry.metrics();
    t.match(metrics, /hub_stage_seconds_count\{stage="second-stage",outcome="incomplete"[^}]*\} 1/);
    t.match(
      metrics,
      /hub_second_stage_persons_sum\{outcome="incomplete"[^}]*\} 2/,
      'persons beside the time',
    );
    t.match(metrics, /hub_second_stage_persons_count\{outcome="incomplete"[^}]*\} 1/);
  },
);

t.test('a search without minutiae is that of the gallery', async (t) => {
  const ports = createFakePorts();
  ports.answers.search = () => FOUND;
  t.equal(await searchInTwoStages(ports, SEARCH, signal), FOUND);
  t.notMatch(await ports.metrics.registry.metrics(), /second-stage|hub_second_stage_persons_count\{/);
});
