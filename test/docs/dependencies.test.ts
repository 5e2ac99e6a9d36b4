/** docs/dependencies.md names every direct dependency as it is installed, and the lock file is whole and free of addresses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(text('package.json')) as Manifest;
const lock = JSON.parse(text('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
const page = text('docs/dependencies.md');

/** The part of the page under one heading. */
function under(heading: string): string {
  const [, part = ''] = page.split(`## ${heading}\n`);
  return part.split('\n## ')[0] ?? '';
}

/** `package` → `version licence`, from a table whose first cell is the package. */
function table(heading: string): Map<string, string> {
  const rows = under(heading).matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\| ([^|]+?) +\|/gm);
  return new Map([...rows].map(([, name = '', version, licence]) => [name, `${version} ${licence}`]));
}

function installed(names: Readonly<Record<string, string>> | undefined): Map<string, string> {
  return new Map(
    Object.keys(names ?? {}).map((name) => {
      const { version, license } = JSON.parse(text(`node_modules/${name}/package.json`)) as Manifest;
      return [name, `${version} ${license}`];
    }),
  );
}

describe('the page of dependencies', () => {
  test.each([
    ['At run time', manifest.dependencies],
    ['For development', manifest.devDependencies],
  ] as const)('lists, %s, what is installed, with version and licence', (heading, names) => {
    expect(Object.fromEntries(table(heading))).toEqual(Object.fromEntries(installed(names)));
  });

  test('names every package of the lock file that runs a script while it is installed', () => {
    const scripted = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    const named = [...under('Install scripts').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...new Set(scripted)].sort());
  });
});

test('versions are exact, so that an update is somebody’s decision', () => {
  const ranges = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(ranges).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

describe('the lock file', () => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

  test('carries no download address', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  test('carries the digest of every package that must be there', () => {
    expect(packages.filter(([, { integrity, optional }]) => !integrity && !optional).map(([path]) => path)).toEqual([]);
  });

  test('lists the packages of every platform, without which `npm ci` refuses it', () => {
    const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});
