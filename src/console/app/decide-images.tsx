/** The images of both sides, position by position. Nothing is decrypted before somebody asks for a position. */
import { useState } from 'preact/hooks';
import type { LinkComparison } from '../../../schemas/operator.js';
import { ImageViewer } from './image-viewer.js';
import { sidesToShow } from './minutiae-marks.js';
import { systemName } from './now-view.js';
import { POSITIONS } from './positions.js';
import { say, sayCode } from './texts.js';

export function DecideImages({
  linkId,
  compared,
}: {
  readonly linkId: string;
  readonly compared: LinkComparison;
}) {
  const { sides } = compared;
  const positions = POSITIONS.filter((position) =>
    sides.some(({ samples }) => samples.some((each) => each.position === position)),
  );
  const shared = (position: string) =>
    sides.every(({ samples }) => samples.some((each) => each.position === position));
  const ordered = [...positions.filter(shared), ...positions.filter((position) => !shared(position))];
  const [open, setOpen] = useState<string>();
  if (ordered.length === 0) return null;
  return (
    <section class="card images">
      <h2>{say('decide.images')}</h2>
      <p class="lead">{say('decide.images.lead')}</p>
      <ul class="positions">
        {ordered.map((position) => (
          <li key={position}>
            <button
              type="button"
              aria-pressed={position === open}
              aria-label={say('decide.images.show', { position: name(position) })}
              onClick={() => setOpen(position)}
            >
              {name(position)}
              <span aria-hidden="true"> {shared(position) ? '●●' : '●○'}</span>
            </button>
          </li>
        ))}
      </ul>
      {open === undefined ? null : <Sides linkId={linkId} compared={compared} position={open} />}
    </section>
  );
}

function Sides(props: {
  readonly linkId: string;
  readonly compared: LinkComparison;
  readonly position: string;
}) {
  const { linkId, compared, position } = props;
  const [isDrawn, setDrawn] = useState(true);
  const sides = sidesToShow(compared, position);
  const pairCount = sides[0]?.marks.length ?? 0;
  return (
    <>
      {pairCount === 0 ? null : (
        <p class="minutiae-switch">
          <label class="choice">
            <input type="checkbox" checked={isDrawn} onChange={() => setDrawn(!isDrawn)} />
            <span>{say('decide.minutiae', { count: pairCount })}</span>
          </label>
        </p>
      )}
      <div class="sides">
        {sides.map(({ sample, marks }, side) => {
          const { system } = compared.sides[side]!;
          return (
            <figure key={system}>
              <figcaption>
                <b>{systemName(system)}</b> {sample ? factsOf(sample) : ''}
              </figcaption>
              {sample ? (
                <ImageViewer
                  key={sample.sampleId}
                  path={`/v1/links/${linkId}/samples/${sample.sampleId}`}
                  name={say('image.of', { position: name(position), system: systemName(system) })}
                  marks={isDrawn ? marks : []}
                  widthPx={sample.image.widthPx}
                  heightPx={sample.image.heightPx}
                />
              ) : (
                <p class="lead">{say('decide.images.none')}</p>
              )}
            </figure>
          );
        })}
      </div>
    </>
  );
}

function factsOf({ image, quality }: NonNullable<ReturnType<typeof sidesToShow>[number]['sample']>): string {
  const ppi = image.ppi ? ` · ${Math.round(image.ppi)} ppi` : '';
  const measured =
    quality === undefined ? say('decide.unsearched') : `${say('decide.quality')} ${Math.round(quality)}`;
  return `${image.widthPx} × ${image.heightPx}${ppi} · ${measured}`;
}

const name = (position: string) => sayCode('position', position, position);
