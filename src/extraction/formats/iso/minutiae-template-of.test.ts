import t from 'tap';
import { decodeMinutiae, encodeMinutiae } from '../../../domain/minutiae-bytes.js';
import {
  MAXIMUM_MINUTIAE,
  type MinutiaeTemplate,
  WITHOUT_RIDGES,
} from '../../../domain/minutiae-template.js';
import { sharedFile, sharedFiles } from '../../image/shared-test-files.js';
import { convertMinutiaeRecord } from './convert-minutiae-record.js';
import {
  MINUTIAE_STANDARDS,
  type MinutiaeLayout,
  type MinutiaeRecord,
  type MinutiaeView,
} from './minutiae-record.js';
import { minutiaeTemplateOf, minutiaeViewOf } from './minutiae-template-of.js';
import { readMinutiaeRecord } from './read-minutiae-record.js';
import { writeMinutiaeRecord } from './write-minutiae-record.js';

const LAYOUTS = Object.keys(MINUTIAE_STANDARDS) as readonly MinutiaeLayout[];

/** `[x, y, angle, quality]`. */
function viewOf(
  rows: readonly (readonly [x: number, y: number, angle: number, quality: number])[],
  resolution = { x: 197, y: 197 },
): Pick<MinutiaeView, 'minutiae' | 'resolution'> {
  const column = (at: 0 | 1 | 2 | 3) => rows.map((row) => row[at]);
  return {
    resolution,
    minutiae: {
      type: Uint8Array.from(rows, (_, index) => index % 3),
      x: Uint16Array.from(column(0)),
      y: Uint16Array.from(column(1)),
      reserved: new Uint8Array(rows.length),
      angle: Uint8Array.from(column(2)),
      quality: Uint8Array.from(column(3)),
    },
  };
}

function templateOf(
  view: Parameters<typeof minutiaeTemplateOf>[0],
  layout: MinutiaeLayout = 'iso-2005',
): MinutiaeTemplate {
  const made = minutiaeTemplateOf(view, layout);
  if (made.kind !== 'template') throw new Error(made.kind);
  return made.template;
}

/** In tenths of a pixel at 500 ppi, from the top left of the image. */
function placesOf({ x, y, origin = { x: 0, y: 0 } }: MinutiaeTemplate) {
  return Array.from(x, (each, index) => [each + 10 * origin.x, y[index]! + 10 * origin.y]);
}

t.test('places are in pixels at 500 ppi, whatever the record counts in', async (t) => {
  const rows: readonly (readonly [perCentimetre: number, x: number, expected: number])[] = [
    [197, 100, 1000],
    [394, 100, 500],
    [394, 101, 505],
    // 196 per centimetre are 497.84 ppi.
    [196, 100, 1004],
    [99, 100, 1988],
    [100, 100, 1969],
  ];
  for (const [perCentimetre, x, expected] of rows) {
    const template = templateOf(viewOf([[x, 50, 0, 0]], { x: perCentimetre, y: 197 }));
    t.same(placesOf(template), [[expected, 500]], `${perCentimetre} per centimetre`);
  }
});

t.test('angles and qualities', async (t) => {
  const angles = (layout: MinutiaeLayout, ...stated: readonly number[]) =>
    Array.from(templateOf(viewOf(stated.map((angle) => [9, 9, angle, 0])), layout).direction);
  t.same(angles('iso-2005', 0, 64, 255), [0, 64, 255]);
  t.same(angles('ansi-2004', 0, 45, 90, 135, 179, 56), [0, 64, 128, 192, 255, 80]);
  const { quality, type } = templateOf(viewOf([0, 1, 100, 254, 255].map((each) => [9, 9, 0, each])));
  t.same(Array.from(quality), [0, 1, 100, 0, 0], 'what was not reported is the least');
  t.same(Array.from(type), [0, 1, 2, 0, 1]);
  const silent = viewOf([[9, 9, 0, 0]]);
  const { quality: left, ...withoutQuality } = silent.minutiae;
  t.equal(left?.length, 1);
  t.same(Array.from(templateOf({ ...silent, minutiae: withoutQuality }, 'iso-2011').quality), [0]);
});

t.test('of too many minutiae the best are kept, else those in the middle', async (t) => {
  const spread = Array.from({ length: 120 }, (_, index) => [index * 4, 10, 0, index % 2] as const);
  const kept = templateOf(viewOf(spread));
  t.equal(kept.x.length, MAXIMUM_MINUTIAE);
  t.equal(kept.quality.filter((quality) => quality === 1).length, 60, 'all of the better ones');
  const others = placesOf(kept).flatMap(([x], index) => (kept.quality[index] === 0 ? [x! / 10] : []));
  t.ok(
    Math.min(...others) >= 200 && Math.max(...others) <= 280,
    `${Math.min(...others)} to ${Math.max(...others)}`,
  );
});

t.test('what lies farther apart than on a finger is none; what lies far out is', async (t) => {
  t.same(
    minutiaeTemplateOf(
      viewOf([
        [0, 0, 0, 0],
        [1200, 0, 0, 0],
      ]),
      'iso-2005',
    ),
    { kind: 'too-large' },
  );
  t.equal(
    minutiaeTemplateOf(
      viewOf([
        [0, 0, 0, 0],
        [1199, 0, 0, 0],
      ]),
      'iso-2005',
    ).kind,
    'template',
  );
  const far = templateOf(
    viewOf([
      [16_000, 16_000, 0, 0],
      [16_100, 16_003, 0, 0],
    ]),
  );
  t.same(far.origin, { x: 16_000, y: 16_000 });
  t.same(
    [Array.from(far.x), Array.from(far.y)],
    [
      [0, 1000],
      [0, 30],
    ],
  );
  t.equal(minutiaeTemplateOf(viewOf([]), 'iso-2005').kind, 'template', 'no minutiae at all');
});

const OWN: MinutiaeTemplate = {
  x: Int16Array.of(0, 105, 2004, 1996),
  y: Int16Array.of(3000, 95, 14, 2500),
  direction: Uint8Array.of(0, 64, 200, 255),
  type: Uint8Array.of(0, 1, 2, 1),
  quality: Uint8Array.of(1, 50, 99, 100),
  ridges: WITHOUT_RIDGES,
  origin: { x: 16, y: 32 },
};

t.test('our own templates go through every layout', async (t) => {
  for (const layout of LAYOUTS) {
    const view: MinutiaeView = {
      positionCode: 2,
      number: 0,
      impressionCode: 0,
      quality: 70,
      ...minutiaeViewOf(OWN, { widthPx: 400, heightPx: 500 }, layout),
      capture: { capturedAt: {}, device: { technologyCode: 0, vendorId: 0, typeId: 0 }, qualities: [] },
    };
    const read = readMinutiaeRecord(writeMinutiaeRecord({ layout, views: [view] }));
    const back = templateOf(read.views[0]!, layout);
    const [before, after] = [placesOf(OWN), placesOf(back)];
    for (const [index, [x, y]] of before.entries()) {
      t.ok(
        Math.abs(after[index]![0]! - x!) <= 5 && Math.abs(after[index]![1]! - y!) <= 5,
        `${layout}, ${index}`,
      );
    }
    t.same([back.type, back.quality], [OWN.type, OWN.quality]);
    const turned = layout.startsWith('ansi') ? 1 : 0;
    for (const [index, direction] of OWN.direction.entries()) {
      const off = ((back.direction[index]! - direction + 384) & 255) - 128;
      t.ok(
        Math.abs(off) <= turned,
        `${layout}: direction ${direction} comes back as ${back.direction[index]}`,
      );
    }
    t.same(decodeMinutiae(encodeMinutiae(back)), { kind: 'template', template: back });
  }
});

t.test('places that rounding puts outside move to the edge', async (t) => {
  const { minutiae } = minutiaeViewOf(OWN, { widthPx: 216, heightPx: 332 }, 'iso-2005');
  t.same(Array.from(minutiae.x), [16, 27, 215, 215]);
  t.same(Array.from(minutiae.y), [331, 42, 33, 282]);
});

t.test('every layout into every other, and back', async (t) => {
  const original: MinutiaeRecord = {
    layout: 'iso-2005',
    equipment: { certification: 3, deviceTypeId: 9 },
    views: [
      {
        ...minutiaeViewOf(OWN, { widthPx: 400, heightPx: 500 }, 'iso-2005'),
        ...{ positionCode: 2, number: 1, impressionCode: 1, quality: 60 },
        extendedData: Uint8Array.of(1),
      },
    ],
  };
  for (const from of LAYOUTS) {
    const { record } = convertMinutiaeRecord(original, from);
    for (const to of LAYOUTS) {
      const converted = convertMinutiaeRecord(record, to).record;
      const read = readMinutiaeRecord(writeMinutiaeRecord(converted));
      t.equal(read.layout, to);
      const [view] = read.views;
      t.match(view, { positionCode: 2, number: 1, impressionCode: 1, widthPx: 400 }, `${from} to ${to}`);
      t.same(
        [view!.minutiae.x, view!.minutiae.y],
        [original.views[0]!.minutiae.x, original.views[0]!.minutiae.y],
      );
      t.equal(view!.quality ?? view!.capture?.qualities[0]?.score, 60);
      const back = templateOf(view!, to);
      for (const [index, direction] of OWN.direction.entries()) {
        if (Math.abs(((back.direction[index]! - direction + 384) & 255) - 128) > 1)
          t.fail(`${from} to ${to}`);
      }
    }
  }
  t.match(convertMinutiaeRecord(original, 'ansi-2004').remarks, [/extended data of 1 views/]);
  t.equal(convertMinutiaeRecord(original, 'iso-2005').record, original);
});

t.test('one finger of others, in three layouts, makes one template', async (t) => {
  if (!sharedFiles('formats/iso')) return t.comment('left out: ../shared/formats/iso is not there');
  const [first, ...others] = ['fmr.iso2005', 'fmr.ansi2004', 'fmr.ansi2007'].map((name) => {
    const { layout, views } = readMinutiaeRecord(sharedFile('formats/iso', name));
    return templateOf(views[0]!, layout);
  });
  for (const other of others) t.same({ ...other, direction: [] }, { ...first, direction: [] });
});
