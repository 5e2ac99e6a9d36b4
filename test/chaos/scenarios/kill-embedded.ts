/** The default mode, killed again and again while people register demands, also before it has finished starting. */
import { newFolder, newProduct, startFakes } from '../ground.ts';
import { platformEnv } from '../product.ts';
import { pause, type Scenario, until } from '../scenario.ts';
import { Town } from '../town.ts';
import { judgeTown } from '../verdict.ts';

export const killEmbedded: Scenario = {
  name: 'kill-embedded',
  proves: 'what was acknowledged survives SIGKILL in the embedded mode, and is done once',
  limitMs: { short: 100_000, long: 1_200_000 },
  run: async (run) => {
    const fakes = await startFakes(run);
    const dataDir = await newFolder(run);
    const product = await newProduct(run, { DATA_DIR: dataDir, ...platformEnv(fakes) });
    const town = new Town(run, fakes, () => [product.url]);
    const moments = run.random.fork('moments');
    const kills = run.short ? 5 : 50;
    let killed = 0;
    const damage = (async () => {
      for (; killed < kills; killed += 1) {
        product.start();
        // The very first start makes the database: killed there, the next start must find its way.
        if (killed === 0 || moments.chance(0.3)) await pause(moments.between(200, 2_500));
        else {
          run.expect(await product.up(60_000), 'it did not start again');
          await pause(moments.between(100, 3_000));
        }
        await product.kill();
        run.say(`${killed + 1} kills, ${town.progress()}`);
      }
      product.start();
    })();
    const people = run.short ? 60 : 600;
    await town.live((number) => killed === kills && number >= people, 16);
    await damage;
    run.say(`everybody has said what they wanted, ${town.progress()}`);
    run.count('kills', killed);
    run.expect(await until(() => product.settled(), 90_000, 250), 'work is left over after the last start');
    run.expect((await product.stop()) === 0, 'it did not stop cleanly');
    await judgeTown(run, town, fakes, { dataDir });
  },
};
