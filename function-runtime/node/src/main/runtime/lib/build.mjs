// Gets the packages that a folder depends on, by npm: node build.mjs plan FOLDER | run FOLDER RESULT. See docs/protocol.md.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { NoEntry, packageOf } from './entry.mjs';
import { misfits, sentenceOf } from './npm.mjs';

const LOCK = 'package-lock.json';
const OLD_LOCK = 'npm-shrinkwrap.json';
const OTHER_LOCKS = ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'];
const NEWEST_LOCK_OF_OLD_NPM = 3;

const [verb, folder, result] = process.argv.slice(2);
// The packages whose install scripts may run; 'all' stands for every one.
const scripts = (process.env.SLUICE_BUILD_INSTALL_SCRIPTS ?? '').split(' ').filter((name) => name !== '');

/** The sentence becomes the answer to the deployment. */
class Refusal extends Error {}

function refuse(sentence) {
  throw new Refusal(sentence);
}

function has(name) {
  return existsSync(path.join(folder, name));
}

function isEmpty(names) {
  return names === undefined || names === null || Object.keys(names).length === 0;
}

/** The npm that stands beside this Node, or else the first of the PATH. */
function npm() {
  const folders = [path.dirname(process.execPath), ...(process.env.PATH ?? '').split(path.delimiter)].filter((one) => one !== '');
  for (const one of folders) {
    const program = path.join(one, 'npm');
    try {
      accessSync(program, constants.X_OK);
      const version = versionOf(program);
      return { program, version, major: Number(version.split('.')[0]) };
    } catch (e) {
      // The next one.
    }
  }
  return refuse(`package.json has dependencies, and there is no npm beside ${process.execPath} nor on the PATH of the gateway: install npm, or send the folder with its node_modules`);
}

function versionOf(program) {
  try {
    return JSON.parse(readFileSync(path.join(realpathSync(program), '../../package.json'), 'utf8')).version;
  } catch (e) {
    return execFileSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000 }).trim();
  }
}

function lockOf(name) {
  try {
    return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  } catch (e) {
    return refuse(`${name} is no JSON: ${e.message}`);
  }
}

function libc() {
  return process.platform !== 'linux' ? 'none' : existsSync('/lib/ld-musl-x86_64.so.1') || existsSync('/lib/ld-musl-aarch64.so.1') ? 'musl' : 'glibc';
}

/** What may be installed from the folder itself, or run by its own scripts, depends on all of it. */
function dependsOnAll(manifest, lock) {
  const named = Object.values({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const ofLock = Object.entries(lock?.packages ?? {});
  return (
    manifest.workspaces !== undefined ||
    scripts.length > 0 ||
    named.some((spec) => /^(file:|link:|[./~])/.test(String(spec))) ||
    ofLock.some(([place, entry]) => place !== '' && (entry.link === true || !place.includes('node_modules/') || /^file:/.test(String(entry.resolved))))
  );
}

function plan() {
  const manifest = packageOf(folder);
  if (isEmpty(manifest.dependencies) && isEmpty(manifest.optionalDependencies)) {
    return;
  }
  if (has('node_modules')) {
    console.log('says: node_modules was sent, and is used as it is');
    return;
  }
  const tool = npm();
  const name = [LOCK, OLD_LOCK].find(has);
  const lock = name === undefined ? undefined : lockOf(name);
  if ((lock?.lockfileVersion ?? 0) > NEWEST_LOCK_OF_OLD_NPM && tool.major < 12) {
    refuse(`${name} has the version ${lock.lockfileVersion}, of which npm ${tool.version} would leave out patches without a word: install npm 12, or make the lock with npm ${tool.major}`);
  }
  if (lock === undefined) {
    OTHER_LOCKS.filter(has).forEach((other) => console.log(`warning: ${other} is not read: npm chooses the versions. Make a ${LOCK} with npm install, and send it`));
  }
  console.log(lock === undefined ? `says: npm install, as there is no ${LOCK}` : `says: npm ci, by ${name}`);
  if (dependsOnAll(manifest, lock)) {
    console.log('input: *');
  } else {
    ['package.json', LOCK, OLD_LOCK, '.npmrc', '.npm-extension.mjs'].filter(has).forEach((file) => console.log(`input: ${file}`));
  }
  console.log(`with: npm ${tool.version}`);
  console.log(`with: node ${process.versions.node}, ABI ${process.versions.modules}, ${process.platform}/${process.arch}/${libc()}`);
}

/** Runs npm in the folder; what it prints goes on, and the end of it is kept to see what failed. */
function run(tool, args) {
  const environment = { ...process.env, PATH: [path.dirname(process.execPath), process.env.PATH].join(path.delimiter) };
  const settings = path.join(process.env.SLUICE_USER_HOME ?? '/', '.npmrc');
  if (existsSync(settings)) {
    environment.npm_config_userconfig ??= settings;
  }
  environment.npm_config_cache = path.join(process.env.SLUICE_BUILD_CACHE ?? process.env.HOME, 'npm');
  const child = spawn(process.execPath, [realpathSync(tool.program), ...args, '--no-audit', '--no-fund', '--no-progress', '--no-color', '--no-update-notifier', '--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      last = (last + text).slice(-64 * 1024);
      process.stdout.write(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal, last }));
  });
}

async function install() {
  const manifest = packageOf(folder);
  const tool = npm();
  if (has(LOCK)) {
    // npm 10 and 11 would take the old name's instead, npm 12 this one.
    rmSync(path.join(folder, OLD_LOCK), { force: true });
  } else if (has(OLD_LOCK)) {
    // npm 12 does not know it by its old name.
    renameSync(path.join(folder, OLD_LOCK), path.join(folder, LOCK));
  }
  const locked = has(LOCK);
  const allowed = tool.major >= 12 ? ['--dangerously-allow-all-scripts'] : [];
  const all = scripts.includes('all');
  const { code, last } = await run(tool, [locked ? 'ci' : 'install', '--omit=dev', ...(all ? allowed : ['--ignore-scripts'])]);
  if (code !== 0) {
    refuse(sentenceOf(last, code));
  }
  if (!all && scripts.length > 0) {
    const rebuilt = await run(tool, ['rebuild', ...allowed, ...scripts]);
    if (rebuilt.code !== 0) {
      refuse(`an install script failed: ${sentenceOf(rebuilt.last, rebuilt.code)}`);
    }
  }
  misfits(last).forEach(({ name, needed }) => {
    console.log(`warning: the package ${name} asks for Node ${needed}, and this is ${process.versions.node}: name a runtime that fits, or an older version of the package`);
  });
  check(manifest);
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  execFileSync('tar', ['-C', folder, '-czf', result, 'node_modules'], { stdio: 'inherit' });
}

/** That npm ends with 0 is not enough: what was asked for has to be there. */
function check(manifest) {
  const lock = lockOf(LOCK);
  const left = [];
  for (const [place, entry] of Object.entries(lock.packages ?? {})) {
    if (!place.includes('node_modules/') || entry.dev || entry.optional || entry.devOptional || entry.peer) {
      continue;
    }
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const there = installed(place);
    if (there === undefined || (entry.link !== true && entry.version !== undefined && there.version !== entry.version)) {
      refuse(`npm ended well, but ${name}${entry.version === undefined ? '' : `@${entry.version}`} is not in node_modules${there === undefined ? '' : `: ${there.version} is`}: look at the log of the build`);
    }
    if (entry.hasInstallScript && !scripts.includes('all') && !scripts.includes(name)) {
      left.push(name);
    }
  }
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (installed(`node_modules/${name}`) === undefined && manifest.optionalDependencies?.[name] === undefined) {
      refuse(`npm ended well, but ${name} of package.json is not in node_modules: look at the log of the build`);
    }
  }
  if (left.length > 0) {
    console.log(`warning: the install scripts of ${left.join(', ')} were left out: a package that needs its own is named in the spec, as in build: {installScripts: [${left[0]}]}`);
  }
}

function installed(place) {
  try {
    return JSON.parse(readFileSync(path.join(folder, place, 'package.json'), 'utf8'));
  } catch (e) {
    return undefined;
  }
}

try {
  await (verb === 'plan' ? plan() : install());
} catch (e) {
  if (!(e instanceof Refusal || e instanceof NoEntry)) {
    throw e;
  }
  // What is printed before the end arrives; what is printed at process.exit may not.
  console.log(e.message);
  process.exitCode = 1;
}
