// The runner: reads its settings, warms up, says hello, and serves one gateway until that ends the connection. See docs/protocol.md.
import module from 'node:module';
import { Link, connect } from './link.mjs';
import { capture } from './output.mjs';
import { VERSION } from './protocol.mjs';
import { FEATURES, ProcessExit, Session } from './session.mjs';

// As in sysexits.h.
const BAD_SETTINGS = 64;
const NO_GATEWAY = 69;
const PROTOCOL_BROKEN = 76;

const exit = process.exit.bind(process);
const words = process.stderr.write.bind(process.stderr);

/** Says why on the process's own standard error, and ends. */
function end(code, why) {
  words(`sluice runner: ${why}\n`, () => exit(code));
}

/** Takes the runner's own variables away, so that the function does not find them. */
function settings() {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('SLUICE_')));
  Object.keys(own).forEach((name) => delete process.env[name]);
  return own;
}

/** What Node loads at its first use is there before the first call. */
async function warmUp() {
  const body = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(1));
      controller.close();
    },
  });
  const signal = new AbortController().signal;
  const request = new Request('http://localhost/', { method: 'POST', headers: [['content-type', 'text/plain']], body, duplex: 'half', signal });
  for await (const piece of new Response(await request.text()).body) {
    piece.at(0);
  }
}

/** The function's own ways to end the process: what it has told until then arrives, and its log says why. */
function watchExit(session) {
  process.exit = (code = process.exitCode ?? 0) => {
    const status = Number.isInteger(Number(code)) ? Number(code) : 1;
    const error = new ProcessExit(`the function ended its process by process.exit(${status}), and with it all calls that were under way there`);
    session.exits(status, error);
    throw error;
  };
  module.syncBuiltinESMExports();
}

async function main() {
  const own = settings();
  if (!own.SLUICE_RUNNER_TOKEN || !(own.SLUICE_SOCKET || own.SLUICE_GATEWAY)) {
    end(BAD_SETTINGS, 'SLUICE_RUNNER_TOKEN and SLUICE_SOCKET must be set: runners are started by a gateway, see docs/protocol.md');
    return;
  }
  // Kept for a whole process in some versions, and so shared by what should not share.
  delete globalThis.localStorage;
  delete globalThis.sessionStorage;
  Error.stackTraceLimit = 20;
  if (own.SLUICE_AWAITED === undefined) {
    await warmUp();
  }
  let socket;
  try {
    socket = await connect(own);
  } catch (e) {
    end(NO_GATEWAY, `no gateway can be reached at ${own.SLUICE_GATEWAY ?? own.SLUICE_SOCKET}: ${e.message}`);
    return;
  }
  const link = new Link(socket);
  let leaving = false;
  const leave = (code) => {
    leaving = true;
    link.close(() => exit(code));
  };
  const session = new Session(link, leave);
  capture(session.output);
  watchExit(session);
  process.on('uncaughtException', (e) => session.uncaught(e));
  process.on('unhandledRejection', (e) => session.unhandled(e));
  link.serve(
    (frame) => session.receive(frame),
    (error) => {
      if (!leaving) {
        error === undefined ? exit(0) : end(PROTOCOL_BROKEN, `the gateway broke the protocol: ${error.message}`);
      }
    },
  );
  link.send({
    type: 'hello',
    oldest: VERSION,
    newest: VERSION,
    token: own.SLUICE_RUNNER_TOKEN,
    runtime: `node${process.versions.node.split('.')[0]}`,
    pid: BigInt(process.pid),
    features: FEATURES,
  });
}

await main();
