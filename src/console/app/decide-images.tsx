/** The images of both sides, position by position. Nothing is decrypted before somebody asks for a position. */
import { useState } from 'preact/hooks';
import type { LinkComparison } from '../../../schemas/operator.js';
import { ImageViewer } from './image-viewer.js';
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
      {open === undefined ? null : (
        <div class="sides">
          {sides.map(({ system, samples }) => {
            // The newest: samples come oldest encounter first.
            const sample = samples.findLast((each) => each.position === open);
            return (
              <figure key={system}>
                <figcaption>
                  <b>{systemName(system)}</b>{' '}
                  {sample
                    ? `${sample.image.widthPx} × ${sample.image.heightPx}${sample.image.ppi ? ` · ${Math.round(sample.image.ppi)} ppi` : ''} · ${say('decide.quality')} ${Math.round(sample.quality)}`
                    : ''}
                </figcaption>
                {sample ? (
                  <ImageViewer
                    key={sample.sampleId}
                    path={`/v1/links/${linkId}/samples/${sample.sampleId}`}
                    name={say('image.of', { position: name(open), system: systemName(system) })}
                  />
                ) : (
                  <p class="lead">{say('decide.images.none')}</p>
                )}
              </figure>
            );
          })}
        </div>
      )}
    </section>
  );
}

const name = (position: string) => sayCode('position', position, position);
