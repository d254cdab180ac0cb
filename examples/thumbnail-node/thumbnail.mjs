// Takes a JPEG and answers it as a PNG of `?width=` pixels, 16 to 2,048, 320 when not said; never enlarges.
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';

/** 20 MiB: what a camera makes. */
const MOST_BYTES = 20 * 1024 * 1024;

const MOST_MEGAPIXELS = 25;

export default async function (request) {
  if (request.method !== 'POST' && request.method !== 'PUT') {
    return refuse(405, 'Send the JPEG as the body of a POST.', { allow: 'POST, PUT' });
  }
  const width = new URL(request.url).searchParams.get('width') ?? '320';
  if (!/^\d{1,4}$/.test(width) || Number(width) < 16 || Number(width) > 2048) {
    return refuse(400, "The parameter 'width' must be a whole number from 16 to 2048.");
  }
  const bytes = await upTo(request.body, MOST_BYTES);
  if (bytes === undefined) {
    return refuse(413, 'The image is larger than the 20 MiB allowed.');
  }
  if (!bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) {
    return refuse(415, 'The body is not a JPEG: it does not begin with FF D8 FF.');
  }
  let image;
  try {
    image = jpeg.decode(bytes, { maxResolutionInMP: MOST_MEGAPIXELS, maxMemoryUsageInMB: 400 });
  } catch (error) {
    if (error.message.startsWith('maxResolutionInMP')) {
      return refuse(413, `The image has more than the ${MOST_MEGAPIXELS} million pixels allowed.`);
    }
    return refuse(400, `The JPEG is damaged or of a kind that is not understood: ${error.message}`);
  }
  return new Response(PNG.sync.write(scaled(image, Math.min(Number(width), image.width)), { colorType: 2 }), {
    headers: { 'content-type': 'image/png', 'x-original-size': `${image.width}x${image.height}` },
  });
}

/** The body; undefined if it is longer. */
async function upTo(body, most) {
  const pieces = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > most) {
      return undefined;
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Each pixel is the mean of those that it stands for. */
function scaled(image, width) {
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  const small = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * image.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * image.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * image.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * image.width) / width));
      const pixels = (bottom - top) * (right - left);
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) {
            sum += image.data[4 * (row * image.width + column) + channel];
          }
        }
        small.data[4 * (y * width + x) + channel] = Math.round(sum / pixels);
      }
      small.data[4 * (y * width + x) + 3] = 255;
    }
  }
  return small;
}

function refuse(status, sentence, headers = {}) {
  return new Response(`${sentence}\n`, { status, headers });
}
