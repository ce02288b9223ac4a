import { describeFault, type FormatFault } from '../formats/format-error.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';

/** What is wrong with a file as the outcome of its sample. Names fields, offsets and limits, never content. */
export function faultRejection(fault: FormatFault): SampleRejection {
  const detail = describeFault(fault);
  switch (fault.code) {
    case 'not-this-format':
      return rejected('not-an-image', detail);
    case 'truncated':
      return rejected('image-truncated', detail);
    case 'unsupported':
      return rejected('image-unsupported', detail);
    case 'limit-exceeded':
      // A record with too much in it says nothing of the size of an image.
      return rejected(fault.format === 'cbeff' ? 'image-damaged' : 'image-too-large', detail);
    case 'inconsistent':
    case 'out-of-range':
      return rejected('image-damaged', detail);
  }
}
