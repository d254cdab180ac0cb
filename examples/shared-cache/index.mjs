// Counts the primes up to a number, and asks the cache that stands beside it first. What stands there is a program that
// knows nothing of primes, and could be in any language.
import { request } from 'node:http';

export default async function (call) {
  const most = Number(new URL(call.url).searchParams.get('most') ?? 100_000);
  if (!(most >= 2 && most <= 5_000_000)) return new Response('most is a number, 2 to 5000000\n', { status: 400 });
  const known = await cache('GET', `/primes/${most}`);
  if (known.status === 200) return Response.json({ most, primes: Number(known.text), from: 'cache' });
  const primes = countPrimes(most);
  await cache('PUT', `/primes/${most}`, String(primes));
  return Response.json({ most, primes, from: 'work' });
}

/** The platform says where the sidecar named "cache" is reached. */
function cache(method, path, body) {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: process.env.SLUICE_SIDECAR_CACHE, method, path }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

function countPrimes(most) {
  const composite = new Uint8Array(most + 1);
  let primes = 0;
  for (let n = 2; n <= most; n++) {
    if (composite[n]) continue;
    primes++;
    for (let multiple = n * n; multiple <= most; multiple += n) composite[multiple] = 1;
  }
  return primes;
}
