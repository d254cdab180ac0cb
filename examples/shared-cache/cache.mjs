#!/usr/bin/env node
// A cache for whatever stands beside it: GET, PUT and DELETE /KEY, over HTTP at the Unix socket $SOCKET.
//   --most N   keys that it keeps, the oldest goes first; default 1000
// GET /health answers 200 once it can be used. It writes nothing to the disk.
import { createServer } from 'node:http';

const most = Number(process.argv[process.argv.indexOf('--most') + 1]) || 1000;
const kept = new Map();

function answer(request, response, body) {
  const key = request.url;
  if (key === '/health') {
    response.end('ok\n');
  } else if (request.method === 'PUT') {
    kept.delete(key);
    kept.set(key, body);
    if (kept.size > most) kept.delete(kept.keys().next().value);
    response.writeHead(204).end();
  } else if (request.method === 'DELETE') {
    response.writeHead(kept.delete(key) ? 204 : 404).end();
  } else if (kept.has(key)) {
    response.end(kept.get(key));
  } else {
    response.writeHead(404).end();
  }
}

createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => answer(request, response, Buffer.concat(parts)));
}).listen(process.env.SOCKET, () => console.log(`keeps ${most} keys at most`));
