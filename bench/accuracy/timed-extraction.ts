/**
 * The hub's own extraction in this process, one thread, with the time each model takes. A worker pool would hide where
 * the time goes and share the cores.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeMinutiae } from '../../src/domain/minutiae-bytes.js';
import { extractSample } from '../../src/extraction/extract-sample.js';
import { loadModels } from '../../src/extraction/load-models.js';
import { type ModelSessions, openSessions } from '../../src/extraction/open-sessions.js';
import { type DescribedMinutiae, describeMinutiae } from '../../src/matching/minutiae/describe-minutiae.js';
import type { ProbeTemplate } from '../../src/matching/template.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import type { Impression } from './list-impressions.js';
import type { RawImage } from './raw-accuracy.js';

export type ExtractedImage = {
  readonly image: RawImage;
  readonly template?: ProbeTemplate;
  readonly minutiae?: DescribedMinutiae;
};

export type TimedExtraction = {
  readonly templateVersion: string;
  readonly models: Readonly<Record<string, string>>;
  extract(set: number, ppi: number, impression: Impression): Promise<ExtractedImage>;
};

export async function openTimedExtraction(): Promise<TimedExtraction> {
  const { manifest, models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
  const chain = manifest.chains.find(({ modality }) => modality === 'fingerprint');
  if (!chain) throw new Error('the manifest has no fingerprint chain');
  const ours = models.filter(({ description }) => description.modality === 'fingerprint');
  const sessions = timeSessions(await openSessions(ours, 'cpu'));
  return {
    templateVersion: chain.templateVersion,
    models: Object.fromEntries(ours.map(({ description }) => [description.id, description.sha256])),
    async extract(set, ppi, { path, finger, impression }) {
      const bytes = await readFile(path);
      const stagesMs: Record<string, number> = {};
      sessions.reportTo(stagesMs);
      const startedAt = performance.now();
      const outcome = await extractSample({
        sample: { position: 'unknown-finger', image: bytes, ppi },
        use: 'probe',
        chain,
        sessions,
      });
      const inModels = Object.values(stagesMs).reduce((sum, each) => sum + each, 0);
      stagesMs['rest'] = performance.now() - startedAt - inModels;
      const named = { set, finger, impression, stagesMs };
      if (outcome.kind === 'rejected') return { image: { ...named, defect: outcome.defect } };
      if (outcome.kind !== 'template') throw new Error('every sample here is of one finger');
      const decoded = decodeMinutiae(outcome.template.minutiae?.bytes ?? new Uint8Array());
      if (decoded.kind === 'unreadable') throw new Error(decoded.reason);
      return {
        image: { ...named, quality: outcome.template.quality, minutiae: decoded.template.x.length },
        template: outcome.template,
        minutiae: describeMinutiae(decoded.template),
      };
    },
  };
}

type TimedSessions = ModelSessions & { reportTo(stagesMs: Record<string, number>): void };

function timeSessions(sessions: ModelSessions): TimedSessions {
  let report: Record<string, number> = {};
  return {
    has: (modelId) => sessions.has(modelId),
    async run(modelId, input, dimensions) {
      const startedAt = performance.now();
      const outputs = await sessions.run(modelId, input, dimensions);
      report[modelId] = (report[modelId] ?? 0) + performance.now() - startedAt;
      return outputs;
    },
    async runNamed(modelId, inputs) {
      const startedAt = performance.now();
      const outputs = await sessions.runNamed(modelId, inputs);
      report[modelId] = (report[modelId] ?? 0) + performance.now() - startedAt;
      return outputs;
    },
    reportTo(stagesMs) {
      report = stagesMs;
    },
  };
}
