// Builds a commit in JavaScript: lays its files out, checks each, runs its tests, and says what came of that.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export default async function (request, context) {
  const { repository, commit, files } = await request.json();
  const folder = await mkdtemp(join(tmpdir(), 'build-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      if (!file.startsWith(`${folder}/`)) throw new Error(`${name} lies outside of the repository`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    for (const name of Object.keys(files)) {
      const check = await node(['--check', name], folder, context.signal);
      if (check.code !== 0) return { repository, commit, passed: false, step: 'build', output: check.output };
    }
    const tests = await node(['--test'], folder, context.signal);
    return { repository, commit, passed: tests.code === 0, step: 'test', output: tests.output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs Node in a folder; of what it prints the last 2,000 characters are told. */
function node(args, cwd, signal) {
  return new Promise((resolve, reject) => {
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    const child = spawn(process.execPath, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const more = (text) => (output = (output + text).slice(-2000));
    child.stdout.on('data', more);
    child.stderr.on('data', more);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
