// Says what its hooks hear.
let started = 'not started';

export function start() {
  started = 'started';
  console.log('hello from start');
}

export function act() {
  return started;
}

export function notice(name, body) {
  if (name === 'fault') {
    throw new Error('not wanted');
  }
  console.log(`${name} ${Buffer.from(body).toString('utf8')}`);
}

export function stop() {
  console.log('bye from stop');
}
