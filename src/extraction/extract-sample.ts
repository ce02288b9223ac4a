/** One sample to one outcome: record, header, resolution, pixels, chain of its modality. Runs in a worker process. */
import { encodeMinutiae } from '../domain/minutiae-bytes.js';
import { modalityOf } from '../domain/positions.js';
import { LIMITS } from '../platform/limits.js';
import type { ExtractionOutcome, ImageFacts, Sample } from '../workflows/ports/samples.js';
import { extractMinutiaeRecord } from './extract-minutiae-record.js';
import { extractSlap } from './extract-slap.js';
import { toBgr } from './face/bgr-image.js';
import { extractFace, FACE_LONG_SIDE_PX } from './face/extract-face.js';
import { chooseResolution } from './fingerprint/choose-resolution.js';
import { extractFingerprint, WORKING_PPI } from './fingerprint/extract-fingerprint.js';
import { fingerprintSteps } from './fingerprint/fingerprint-steps.js';
import { readOrFault } from './formats/format-error.js';
import { recordFormatOf } from './formats/iso/record-frame.js';
import { decodeImage } from './image/decode-image.js';
import { faultRejection } from './image/fault-rejection.js';
import { toGrey } from './image/grey-image.js';
import type { ImageHeader } from './image/image-header.js';
import { inspectImage } from './image/inspect-image.js';
import { judgePosition } from './image/judge-position.js';
import { sampleFormatFacts } from './image/sample-format-facts.js';
import { type UnwrappedSample, unwrapSample } from './image/unwrap-sample.js';
import type { ChainDescription } from './model-manifest.js';
import type { ModelSessions } from './open-sessions.js';
import { quantiseEmbedding } from './quantise-embedding.js';
import { rejected } from './sample-rejection.js';

export type SampleExtraction = {
  readonly sample: Sample;
  readonly use: 'reference' | 'probe';
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
  const unwrapped = unwrapSample(sample.image);
  if (unwrapped.kind === 'rejected') return unwrapped;
  const mismatch = judgePosition(sample.position, unwrapped.stated);
  if (mismatch) return mismatch;
  const inspected = inspectImage(unwrapped.image);
  if (inspected.kind === 'rejected') return inspected;
  const image = { ...unwrapped, header: inspected.header };
  return isFace ? fromFace(extraction, image) : fromFingerprint(extraction, image);
}

/** A record of minutiae is a probe; as a reference it is refused like everything that is no image. */
function fromMinutiaeRecord({ sample, use, chain }: SampleExtraction): ExtractionOutcome | undefined {
  const isRecord = recordFormatOf(sample.image) === 'iso-19794-2';
  if (!isRecord || use !== 'probe' || sample.slap || modalityOf(sample.position) === 'face') return undefined;
  const outcome = readOrFault(() => extractMinutiaeRecord(sample, chain));
  return outcome.kind === 'read' ? outcome.value : faultRejection(outcome.fault);
}

/** The image inside the sample, inspected. */
type InspectedImage = UnwrappedSample & { readonly header: ImageHeader };

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
  inspected: InspectedImage,
): Promise<ExtractionOutcome> {
  const { sample, use, chain, sessions } = extraction;
  const { header, image: file, ppi } = inspected;
  const resolution = chooseResolution(sample.ppi, ppi ?? header.ppi);
  if (resolution.kind === 'rejected') return resolution;
  const ratio = WORKING_PPI / resolution.ppi;
  const tooFew = judgeWorkingSize(header, ratio);
  if (tooFew) return tooFew;
  const decoded = await decodeTimed(extraction, file, header);
  if (decoded.kind === 'rejected') return decoded;
  const image = toGrey(decoded);
  if (sample.slap) {
    const { position: slap, missing } = sample.slap;
    const { onDecoded, ...rest } = extraction;
    const extract = (finger: Sample) => extractSample({ ...rest, sample: finger });
    return extractSlap({ image, ppi: resolution.ppi, slap, missing }, extract, sessions);
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
      ...(chain.secondStage === undefined
        ? {}
        : {
            minutiae: {
              templateVersion: chain.secondStage.templateVersion,
              bytes: encodeMinutiae(features.minutiae),
            },
          }),
    },
    image: factsOf(inspected, resolution.ppi),
    ...formOf(sample),
  };
}

function judgeWorkingSize({ widthPx, heightPx }: ImageHeader, ratio: number): ExtractionOutcome | undefined {
  if (Math.min(widthPx, heightPx) * ratio < LIMITS.imageSidePxMin) {
    return rejected(
      'image-too-small',
      `At the resolution given, ${widthPx} x ${heightPx} pixels are less than 3.3 millimetres of a finger.`,
    );
  }
  if (widthPx * heightPx * ratio * ratio > LIMITS.fingerprintWorkingPixelsMax) {
    return rejected(
      'image-too-large',
      `At the resolution given, ${widthPx} x ${heightPx} pixels are more than 8 x 8 inches.`,
    );
  }
  return undefined;
}

async function fromFace(extraction: SampleExtraction, inspected: InspectedImage): Promise<ExtractionOutcome> {
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
    image: factsOf(inspected, sample.ppi ?? header.ppi?.x),
    ...formOf(sample),
  };
}

function formOf(sample: Sample): Pick<Extract<ExtractionOutcome, { readonly kind: 'template' }>, 'form'> {
  const form = sampleFormatFacts(sample);
  return form === undefined ? {} : { form };
}

/** The type is that of the file as it is kept; the size is that of the image as it is meant to be seen. */
function factsOf({ header, recordMediaType }: InspectedImage, ppi: number | undefined): ImageFacts {
  const { mediaType, widthPx, heightPx, isTurned } = header;
  return {
    mediaType: recordMediaType ?? mediaType,
    widthPx: isTurned ? heightPx : widthPx,
    heightPx: isTurned ? widthPx : heightPx,
    ...(ppi === undefined ? {} : { ppi }),
  };
}
