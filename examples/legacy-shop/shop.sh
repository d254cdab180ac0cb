#!/usr/bin/env node
// A shop as it might have been for years: it listens at PORT, logs in logfmt, tells StatsD what it does, and answers at an
// admin port whether its shelves are loaded. It knows nothing of the platform, and no line of it was changed for that.
const { createSocket } = require('node:dgram');
const { createServer } = require('node:http');

const { PORT, STATSD_HOST = '127.0.0.1', STATSD_PORT = '8125', ADMIN_PORT = '9000' } = process.env;
const stock = new Map();
const statsd = createSocket('udp4').unref();

const log = (level, msg, fields) =>
  console.log(`ts=${new Date().toISOString()} level=${level} msg="${msg}"` + Object.entries(fields).map(([name, value]) => ` ${name}=${value}`).join(''));
const measure = (line) => statsd.send(line, Number(STATSD_PORT), STATSD_HOST);

createServer((request, response) => {
  const began = performance.now();
  const item = new URL(request.url, 'http://shop').searchParams.get('item') ?? '';
  const left = stock.get(item);
  const status = left === undefined ? 404 : left === 0 ? 409 : 200;
  if (status === 200) stock.set(item, left - 1);
  response.writeHead(status, { 'Content-Type': 'text/plain' });
  response.end(status === 200 ? `one ${item} for you\n` : status === 409 ? `no ${item} left\n` : 'what?\n');
  log(status === 200 ? 'info' : 'warn', status === 200 ? 'sold' : 'not sold', { item, status });
  measure(`shop.orders:1|c|#status:${status}`);
  measure(`shop.answered:${(performance.now() - began).toFixed(3)}|ms`);
}).listen(Number(PORT), '127.0.0.1');

createServer((request, response) => {
  response.writeHead(stock.size > 0 ? 200 : 503);
  response.end();
}).listen(Number(ADMIN_PORT), '127.0.0.1');

setTimeout(() => {
  for (const item of ['apple', 'pear']) stock.set(item, 2);
  log('info', 'shelves are loaded', { items: stock.size });
}, 100);
