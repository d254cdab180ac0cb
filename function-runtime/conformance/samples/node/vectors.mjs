// node vectors.mjs RUNTIME FILE: reads each vector of the file by the runner's own code, and prints it as that writes it.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [runtime, file] = process.argv.slice(2);
const { decode, encode } = await import(`${pathToFileURL(runtime)}/lib/protocol.mjs`);

for (const line of readFileSync(file, 'utf8').split('\n')) {
  if (line !== '' && !line.startsWith('#')) {
    const [name, bytes] = line.split(' | ');
    console.log(`${name} | ${rewritten(Buffer.from(bytes, 'hex'))}`);
  }
}

function rewritten(bytes) {
  try {
    const { frame, size } = decode(bytes);
    return size === bytes.length ? encode(frame).toString('hex') : 'not one frame';
  } catch (e) {
    return e.constructor.name === 'ProtocolError' ? 'refused' : String(e);
  }
}
