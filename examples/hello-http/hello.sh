#!/usr/bin/env node
// Serves HTTP/1.1 on 127.0.0.1 at $PORT, which is all that the platform asks of a program.
const { createServer } = require('node:http');

createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://localhost');
  response.end(`Hello, ${searchParams.get('name') ?? 'world'}!\n`);
}).listen(process.env.PORT, '127.0.0.1');
