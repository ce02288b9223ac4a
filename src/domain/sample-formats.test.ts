import t from 'tap';
import { SAMPLE_FORMATS, sampleFormat, sampleFormatNames, sampleFormatOf } from './sample-formats.js';

t.test('each format is told from all others by its first bytes', async (t) => {
  for (const { id, signatures } of SAMPLE_FORMATS) {
    for (const signature of signatures) {
      t.equal(
        sampleFormatOf(Uint8Array.from([...signature, 1, 2, 3]))?.id,
        id,
        `${id}: ${signature.join(' ')}`,
      );
      t.not(sampleFormatOf(Uint8Array.from(signature.slice(0, -1)))?.id, id, `${id}, one byte short`);
    }
  }
  for (const text of ['', 'hello', 'P5', 'FMR\0', 'GIF89a', '%PDF-1.7', 'RIFF']) {
    t.equal(sampleFormatOf(Buffer.from(text)), undefined, JSON.stringify(text));
  }
});

t.test('a media type names one format; endings are lower case', async (t) => {
  const mediaTypes = SAMPLE_FORMATS.flatMap((format) => format.mediaTypes);
  t.equal(new Set(mediaTypes).size, mediaTypes.length);
  for (const mediaType of mediaTypes) t.match(mediaType, /^(image|application)\/[a-z0-9.-]+$/);
  for (const ending of SAMPLE_FORMATS.flatMap((format) => format.fileEndings))
    t.match(ending, /^\.[a-z0-9]+$/);
});

t.test('names for people', async (t) => {
  t.match(sampleFormatNames(), /^PNG, JPEG, .* or CBEFF record in XML$/);
  t.notMatch(sampleFormatNames('image'), /record/);
  t.equal(sampleFormat('wsq').mediaTypes[0], 'image/wsq');
});
