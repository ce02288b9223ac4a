/**
 * Probe templates as bytes. Layout: version (1 byte), count of probes (2 bytes); per probe position and template
 * version (each 1 byte length and UTF-8), quality (8-byte float), count of views (2 bytes); per view its length
 * (4 bytes) and values; then the version of its minutiae as text and their length (4 bytes) and bytes, both empty where
 * there are none; then what is wrong with the capture, a count (1 byte) and texts; in version 3 at last the view of the mirror
 * image as another, empty where there is none. Big endian. JSON would triple the size of the views. Searches wait through an
 * update: version 1, which had no minutiae, is still read, and version 3 written only where there is something in it.
 */
import { isPosition } from '../domain/positions.js';
import { isCaptureFault } from '../domain/quality/capture-faults.js';
import type { ProbeTemplate } from '../matching/template.js';

const VERSION = 2;
const VERSION_WITH_MIRRORED = 3;
const VERSION_WITHOUT_MINUTIAE = 1;

export function encodeProbes(probes: readonly ProbeTemplate[]): Uint8Array {
  const hasMirrored = probes.some(({ mirroredView }) => mirroredView !== undefined);
  return Buffer.concat([
    Buffer.of(hasMirrored ? VERSION_WITH_MIRRORED : VERSION),
    uint16(probes.length),
    ...probes.flatMap((probe) => [...encodeProbe(probe), ...(hasMirrored ? encodeMirrored(probe) : [])]),
  ]);
}

export function decodeProbes(bytes: Uint8Array): readonly ProbeTemplate[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const take = (length: number) => {
    if (at + length > buffer.length) throw new RangeError('kept probes are cut short');
    at += length;
    return buffer.subarray(at - length, at);
  };
  const takeText = () => take(take(1)[0]!).toString('utf8');
  const takeMany = <T>(one: () => T): T[] => Array.from({ length: take(2).readUInt16BE() }, one);
  // Copies, and wraps 128..255 back to -128..-1.
  const takeView = () => new Int8Array(take(take(4).readUInt32BE()));

  const takeMinutiae = () => {
    const templateVersion = takeText();
    const bytes = new Uint8Array(take(take(4).readUInt32BE()));
    return bytes.length === 0 ? {} : { minutiae: { templateVersion, bytes } };
  };

  const takeFaults = () => {
    const captureFaults = Array.from({ length: take(1)[0]! }, takeText).filter(isCaptureFault);
    return captureFaults.length === 0 ? {} : { captureFaults };
  };

  const takeMirrored = () => {
    const mirroredView = takeView();
    return mirroredView.length === 0 ? {} : { mirroredView };
  };

  const version = take(1)[0];
  if (version !== VERSION && version !== VERSION_WITH_MIRRORED && version !== VERSION_WITHOUT_MINUTIAE)
    throw new Error('kept probes are of an unknown version');
  return takeMany(() => {
    const position = takeText();
    if (!isPosition(position)) throw new Error('kept probes name an unknown position');
    const templateVersion = takeText();
    const quality = take(8).readDoubleBE();
    const views = takeMany(takeView);
    return {
      position,
      templateVersion,
      quality,
      views,
      ...(version === VERSION_WITHOUT_MINUTIAE ? {} : { ...takeMinutiae(), ...takeFaults() }),
      ...(version === VERSION_WITH_MIRRORED ? takeMirrored() : {}),
    };
  });
}

function encodeProbe(probe: ProbeTemplate): Uint8Array[] {
  const { position, templateVersion, quality, views, minutiae, captureFaults = [] } = probe;
  return [
    shortText(position),
    shortText(templateVersion),
    float64(quality),
    uint16(views.length),
    ...views.flatMap((view) => [uint32(view.length), bytesOf(view)]),
    shortText(minutiae?.templateVersion ?? ''),
    uint32(minutiae?.bytes.length ?? 0),
    ...(minutiae === undefined ? [] : [minutiae.bytes]),
    Buffer.of(captureFaults.length),
    ...captureFaults.map(shortText),
  ];
}

function encodeMirrored({ mirroredView = NO_VIEW }: ProbeTemplate): Uint8Array[] {
  return [uint32(mirroredView.length), bytesOf(mirroredView)];
}

const NO_VIEW = new Int8Array();

function bytesOf(view: Int8Array): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.length);
}

function shortText(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > 255) throw new RangeError('a position or template version is longer than 255 bytes');
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function uint16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function float64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}
