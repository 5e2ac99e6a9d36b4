/**
 * Loaded before the product: its machine's clock is wrong by as many milliseconds as the file CLOCK_FILE says, as when NTP
 * or an administrator sets it. Timers go on as they do on a real machine, which count time and do not read the clock.
 */
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_FILE;
const RealDate = Date;
let wrongBy = 0;
const read = () => {
  const said = Number(readFileSync(file, 'utf8'));
  if (Number.isFinite(said)) wrongBy = said;
};
read();
setInterval(read, 50).unref();

const now = () => RealDate.now() + wrongBy;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now() {
    return now();
  }
};
