/** One sample to one outcome: record, header, resolution, pixels, chain of its modality. Runs in a worker process. */
import { encodeMinutiae } from '../domain/minutiae-bytes.js';
import { modalityOf } from '../domain/positions.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { extractMinutiaeRecord } from './extract-minutiae-record.js';
import { extractSlap } from './extract-slap.js';
import { toBgr } from './face/bgr-image.js';
import { extractFace, FACE_LONG_SIDE_PX } from './face/extract-face.js';
import { chooseResolution } from './fingerprint/choose-resolution.js';
import { extractFingerprint } from './fingerprint/extract-fingerprint.js';
import { fingerprintSteps, plainUse } from './fingerprint/fingerprint-steps.js';
import { judgeWorkingSize } from './fingerprint/judge-working-size.js';
import { readOrFault } from './formats/format-error.js';
import { recordFormatOf } from './formats/iso/record-frame.js';
import { decodeImage } from './image/decode-image.js';
import { faultRejection } from './image/fault-rejection.js';
import { toGrey } from './image/grey-image.js';
import { type InspectedSample, imageFactsOf, inspectSample } from './image/inspect-sample.js';
import { sampleFormatFacts } from './image/sample-format-facts.js';
import type { ChainDescription } from './model-manifest.js';
import type { ModelSessions } from './open-sessions.js';
import { quantiseEmbedding } from './quantise-embedding.js';
import { rejected } from './sample-rejection.js';
import type { SampleUse } from './worker-protocol.js';

export type SampleExtraction = {
  readonly sample: Sample;
  readonly use: SampleUse;
  readonly chain: ChainDescription;
  readonly sessions: ModelSessions;
  /** Told how long decoding the image took, before anything is extracted from it. */
  readonly onDecoded?: (ms: number) => void;
};

export async function extractSample(extraction: SampleExtraction): Promise<ExtractionOutcome> {
  const { sample, chain, sessions } = extraction;
  const isFace = modalityOf(sample.position) === 'face';
  if (isFace && !chain.models.every((id) => sessions.has(id))) return FACE_MODELS_MISSING;
  const ofRecord = fromMinutiaeRecord(extraction);
  if (ofRecord) return ofRecord;
  const inspected = inspectSample(sample);
  if (inspected.kind === 'rejected') return inspected;
  return isFace ? fromFace(extraction, inspected) : fromFingerprint(extraction, inspected);
}

/** A record of minutiae is a probe; as a reference it is refused like everything that is no image. */
function fromMinutiaeRecord({ sample, use, chain }: SampleExtraction): ExtractionOutcome | undefined {
  const isRecord = recordFormatOf(sample.image) === 'iso-19794-2';
  if (!isRecord || plainUse(use) === 'reference' || sample.slap || modalityOf(sample.position) === 'face')
    return undefined;
  const outcome = readOrFault(() => extractMinutiaeRecord(sample, chain));
  return outcome.kind === 'read' ? outcome.value : faultRejection(outcome.fault);
}

const FACE_MODELS_MISSING = rejected(
  'face-models-missing',
  'The face models are not installed. Fetch them with `npm run models -- pull`, or set HUB_FACE_MODELS to a folder ' +
    'that holds them; `npm run models -- list` names the files. Restart the hub afterwards.',
);

/** As `decodeImage`, and says how long it took. */
async function decodeTimed(
  { onDecoded }: SampleExtraction,
  ...image: Parameters<typeof decodeImage>
): ReturnType<typeof decodeImage> {
  const beganAtMs = performance.now();
  const decoded = await decodeImage(...image);
  onDecoded?.(performance.now() - beganAtMs);
  return decoded;
}

async function fromFingerprint(
  extraction: SampleExtraction,
  inspected: InspectedSample,
): Promise<ExtractionOutcome> {
  const { sample, use, chain, sessions } = extraction;
  const { header, image: file, ppi } = inspected;
  const resolution = chooseResolution(sample.ppi, ppi ?? header.ppi);
  if (resolution.kind === 'rejected') return resolution;
  const tooFew = judgeWorkingSize(header, resolution.ppi);
  if (tooFew) return tooFew;
  const decoded = await decodeTimed(extraction, file, header);
  if (decoded.kind === 'rejected') return decoded;
  const image = toGrey(decoded);
  if (sample.slap) {
    const { position: slap, missing } = sample.slap;
    const { onDecoded, ...rest } = extraction;
    // Whether a slap is mirrored says the order of its fingertips, which names them.
    const extract = (finger: Sample) => extractSample({ ...rest, use: plainUse(use), sample: finger });
    const outcome = await extractSlap({ image, ppi: resolution.ppi, slap, missing }, extract, sessions);
    return outcome.kind === 'slap' ? inFormOf(sample, outcome) : outcome;
  }
  const features = await extractFingerprint(
    { image, ppi: resolution.ppi },
    fingerprintSteps(chain, use),
    sessions,
  );
  if (features.kind === 'rejected') return features;
  return {
    kind: 'template',
    template: {
      position: sample.position,
      templateVersion: chain.templateVersion,
      quality: features.quality,
      ...(features.faults.length === 0 ? {} : { captureFaults: features.faults }),
      views: features.embeddings.map((embedding) => quantiseEmbedding(embedding, chain.embeddingScale)),
      ...(features.mirrored
        ? { mirroredView: quantiseEmbedding(features.mirrored, chain.embeddingScale) }
        : {}),
      ...(chain.secondStage === undefined
        ? {}
        : {
            minutiae: {
              templateVersion: chain.secondStage.templateVersion,
              bytes: encodeMinutiae(features.minutiae),
            },
          }),
    },
    image: imageFactsOf(inspected, resolution.ppi),
    ...formOf(sample),
  };
}

/**
 * The form rules ask about is that of the slap as it was sent: nobody chose the one its fingers are cut in, which is every
 * pixel of them and nothing lost beside.
 */
function inFormOf(
  sample: Sample,
  slap: Extract<ExtractionOutcome, { readonly kind: 'slap' }>,
): ExtractionOutcome {
  const form = formOf(sample);
  const fingers = slap.fingers.map((finger) => ({ ...finger, outcome: { ...finger.outcome, ...form } }));
  return { ...slap, fingers };
}

async function fromFace(
  extraction: SampleExtraction,
  inspected: InspectedSample,
): Promise<ExtractionOutcome> {
  const { sample, chain, sessions } = extraction;
  const { header, image } = inspected;
  const decoded = await decodeTimed(extraction, image, header, { longSidePxMax: FACE_LONG_SIDE_PX });
  if (decoded.kind === 'rejected') return decoded;
  const features = await extractFace(toBgr(decoded), sessions);
  if (features.kind === 'rejected') return features;
  return {
    kind: 'template',
    template: {
      position: sample.position,
      templateVersion: chain.templateVersion,
      quality: features.quality,
      views: [quantiseEmbedding(features.embedding, chain.embeddingScale)],
    },
    image: imageFactsOf(inspected, sample.ppi ?? header.ppi?.x),
    ...formOf(sample),
  };
}

function formOf(sample: Sample): Pick<Extract<ExtractionOutcome, { readonly kind: 'template' }>, 'form'> {
  const form = sampleFormatFacts(sample);
  return form === undefined ? {} : { form };
}
