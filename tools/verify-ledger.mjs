#!/usr/bin/env node
/**
 * Checks a Lilong ledger without Lilong: this one file needs Node 18 or newer and nothing else.
 *
 *   node verify-ledger.mjs ledger.ndjson
 *   node verify-ledger.mjs https://example.org/board/ledger.ndjson
 *   node verify-ledger.mjs --head <hash>@<position> ledger.ndjson
 *   node verify-ledger.mjs --subject demand:<id> ledger.ndjson
 *
 * Every line is {"position","entry","prevHash","hash"}. The chain holds when positions count up from 1, each `prevHash`
 * is the `hash` of the line before (64 zeros for the first), and each `hash` is the SHA-256 of the previous hash's 32
 * bytes followed by the entry's UTF-8 bytes. An entry is canonical JSON (RFC 8785), so there is one way to write it.
 *
 * A chain that was cut short, or made anew from some line on, is a good chain too. Only someone who noted an earlier
 * head can tell: `--head` takes it. With a head at position P the file may also begin at P+1 (`ledger.ndjson?from=P+1`).
 *
 * Says `ok: …` and exits with 0, or names the first broken position and exits with 1. Exit code 2: nothing was checked,
 * because the call was wrong or the ledger could not be read.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const GENESIS = '00'.repeat(32);

/** Far longer than any real line; without a limit a file that has no line ends would fill the memory. */
const LONGEST_LINE = 1_048_576;
const LINE_END = 0x0a;

export class Broken extends Error {
  /** @param {number} position @param {string} what */
  constructor(position, what) {
    super(`broken at position ${position}: ${what}`);
    this.position = position;
    this.what = what;
  }
}

/**
 * RFC 8785: object members sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes them.
 * Half of a surrogate pair has no UTF-8 form and therefore no canonical one.
 * @param {unknown} value as JSON.parse gives it
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((name) => `${canonical(name)}:${canonical(value[name])}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) throw new TypeError('half of a surrogate pair');
  return JSON.stringify(value);
}

/** @param {string} text */
function isCanonicalObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && canonical(value) === text;
  } catch {
    return false;
  }
}

/**
 * Takes the ledger in pieces of any size and keeps no more than one line of it.
 * @param {{ head?: { hash: string, position: number }, onEntry?: (position: number, entry: Record<string, unknown>) => void }} [options]
 */
export function createVerifier({ head, onEntry } = {}) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let position = 0;
  let hash = GENESIS;
  let lines = 0;
  /** @type {Uint8Array[]} */
  let pieces = [];
  let held = 0;

  /** @param {Uint8Array} bytes */
  const takeLine = (bytes) => {
    const wanted = position + 1;
    let row;
    let text;
    try {
      text = decoder.decode(bytes);
      row = JSON.parse(text);
    } catch {
      throw new Broken(wanted, 'the line is not JSON in UTF-8');
    }
    if (lines === 0 && head !== undefined && row?.position === head.position + 1) ({ position, hash } = head);
    check(row, text, position + 1);
    position = row.position;
    hash = row.hash;
    lines += 1;
    if (head?.position === position && head.hash !== hash) {
      throw new Broken(
        position,
        `the head noted for it was ${head.hash}, but its hash is ${hash}: entries up to here were rewritten`,
      );
    }
    onEntry?.(position, JSON.parse(row.entry));
  };

  /** @param {any} row @param {string} text @param {number} wanted */
  const check = (row, text, wanted) => {
    const { position: at, entry, prevHash, hash: own } = row ?? {};
    if (typeof entry !== 'string' || !isHash(prevHash) || !isHash(own) || !Number.isSafeInteger(at)) {
      throw new Broken(wanted, 'the line is not {"position","entry","prevHash","hash"}');
    }
    if (at !== wanted) throw new Broken(wanted, `the line here is numbered ${at}`);
    // Nothing may hide beside the four fields, not even in white space.
    if (JSON.stringify({ position: at, entry, prevHash, hash: own }) !== text)
      throw new Broken(wanted, 'the line is not written as a ledger writes it');
    if (prevHash !== hash) throw new Broken(wanted, 'it does not continue the entry before it (prevHash differs)');
    if (own !== createHash('sha256').update(Buffer.from(prevHash, 'hex')).update(entry, 'utf8').digest('hex')) {
      throw new Broken(wanted, 'its hash is not the SHA-256 of the previous hash and its entry');
    }
    if (!isCanonicalObject(entry)) throw new Broken(wanted, 'its entry is not canonical JSON (RFC 8785)');
  };

  const endLine = () => {
    const line = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    pieces = [];
    held = 0;
    takeLine(line);
  };

  return {
    /** @param {Uint8Array} bytes @throws {Broken} */
    push(bytes) {
      let start = 0;
      for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
        pieces.push(bytes.subarray(start, end));
        start = end + 1;
        endLine();
      }
      if (start === bytes.length) return;
      pieces.push(bytes.subarray(start));
      held += bytes.length - start;
      if (held > LONGEST_LINE) throw new Broken(position + 1, `the line is longer than ${LONGEST_LINE} bytes`);
    },
    /** @throws {Broken} */
    finish() {
      if (pieces.length > 0) endLine();
      if (head !== undefined && position < head.position) {
        throw new Broken(
          position + 1,
          `nothing from here on, but position ${head.position} was noted earlier: the end is missing`,
        );
      }
      return { entries: lines, position, hash };
    },
  };
}

/** @param {unknown} text */
const isHash = (text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);

/** What a ledger holds goes to a terminal, and a ledger may be forged: only printable ASCII gets there. @param {string} text */
const printable = (text) =>
  text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** @param {number} position @param {any} entry */
function entryLine(position, entry) {
  const facts =
    typeof entry.facts === 'object' && entry.facts !== null
      ? Object.entries(entry.facts).map(([name, value]) => `${name}=${value}`)
      : [];
  return printable(
    [position, entry.at, entry.action, entry.by?.role, ...facts].filter((part) => part !== undefined).join('  '),
  );
}

const USAGE = `usage: node verify-ledger.mjs [--head <hash>@<position>] [--subject <kind:id>] [file | address]
Without a file or address the ledger is read from standard input.`;

class WrongCall extends Error {}

/** @param {readonly string[]} args */
export function readArguments(args) {
  /** @type {{ head?: { hash: string, position: number }, subject?: string, source?: string, help?: true }} */
  const found = {};
  for (let index = 0; index < args.length; index += 1) {
    const name = args[index];
    if (name === '--help' || name === '-h') found.help = true;
    else if (name === '--head' || name === '--subject') {
      index += 1;
      const value = args[index];
      if (value === undefined) throw new WrongCall(`${name} needs a value`);
      if (name === '--subject') found.subject = value;
      else found.head = readHead(value);
    } else if (name.startsWith('--')) throw new WrongCall(`there is no ${name}`);
    else if (found.source !== undefined) throw new WrongCall('name one file or address only');
    else found.source = name;
  }
  return found;
}

/** @param {string} text */
function readHead(text) {
  const match = /^([0-9a-f]{64})@([1-9]\d{0,14})$/i.exec(text.trim());
  if (!match) throw new WrongCall('--head is not <64 hexadecimal digits>@<position>, as the ledger page shows it');
  return { hash: match[1].toLowerCase(), position: Number(match[2]) };
}

/** @param {string | undefined} source */
async function open(source) {
  if (source === undefined || source === '-') return process.stdin;
  if (!/^https?:\/\//i.test(source)) return createReadStream(source);
  const response = await fetch(source);
  if (!response.ok || response.body === null) throw new Error(`${source} answered ${response.status}`);
  return response.body;
}

/** @param {readonly string[]} args @returns {Promise<0 | 1 | 2>} */
async function main(args) {
  const { head, subject, source, help } = readArguments(args);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  let listed = 0;
  const verifier = createVerifier({
    ...(head && { head }),
    onEntry: (position, entry) => {
      if (subject === undefined || entry.subject !== subject) return;
      listed += 1;
      console.log(entryLine(position, entry));
    },
  });
  for await (const piece of await open(source)) verifier.push(piece);
  const { entries, hash } = verifier.finish();
  if (subject !== undefined && listed === 0) console.log(`no entries about ${printable(subject)}`);
  console.log(`ok: ${entries} entries, head ${hash}`);
  return 0;
}

/** The reason of a failed download is in its cause. @param {unknown} error */
const reasonOf = (error) =>
  error instanceof Error
    ? [error.message, ...(error.cause instanceof Error ? [error.cause.message] : [])].join(': ')
    : String(error);

/** Whether this file was called, and not imported. */
const called = process.argv[1];
if (called !== undefined && existsSync(called) && realpathSync(called) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      if (error instanceof Broken) {
        console.log(error.message);
        process.exitCode = 1;
        return;
      }
      console.error(
        error instanceof WrongCall ? `${error.message}\n${USAGE}` : `the ledger could not be read: ${reasonOf(error)}`,
      );
      process.exitCode = 2;
    },
  );
}
