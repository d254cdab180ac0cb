// Does what the first word of the body says.
import { setTimeout as sleep } from 'node:timers/promises';

export async function act(request, context) {
  const body = await request.text();
  const [word] = body.split(' ', 1);
  const text = body.slice(word.length + 1);
  switch (word) {
    case 'echo':
      return text;
    case 'print':
      console.log(text);
      return 'printed';
    case 'complain':
      process.stderr.write(`${text}\n`);
      return 'printed';
    case 'count':
      return count(text);
    case 'progress':
      context.progress(text);
      return 'done';
    case 'wait':
      return stay(context.signal);
    case 'bad':
      return 1n;
    case 'hungry':
      return eat();
    case 'large':
      return new Uint8Array(Number(text));
    case 'length':
      return String(text.length);
    case 'attempt':
      return `${context.invocationId} ${context.attempt}`;
    case 'variable':
      return String(process.env[text]);
    case 'shard': {
      const { number, count, range, token, holds } = context.shard;
      return `${number} of ${count}, ${range}, ${token}: ${holds(text) ? 'yes' : 'no'}`;
    }
    default:
      throw new Error(text);
  }
}

// Prints ten lines, with time for others between them.
async function count(text) {
  for (let i = 0; i < 10; i++) {
    console.log(`${text} ${i}`);
    await sleep(5);
  }
  return 'counted';
}

function stay(signal) {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

function eat() {
  const eaten = [];
  for (;;) {
    eaten.push(new Array(100_000).fill(eaten.length));
  }
}

export function stream(request) {
  return new Response(request.body);
}
