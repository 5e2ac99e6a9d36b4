/** The default mode, killed again and again while people register demands, also before it has finished starting. */
import { newFolder, newProduct, settle, startFakes } from '../ground.ts';
import { platformEnv } from '../product.ts';
import { pause, type Scenario } from '../scenario.ts';
import { Town } from '../town.ts';
import { judgeTown } from '../verdict.ts';

export const killEmbedded: Scenario = {
  name: 'kill-embedded',
  proves: 'what was acknowledged survives SIGKILL in the embedded mode, and is done once',
  limitMs: { short: 140_000, long: 1_200_000 },
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
        const starting = killed === 0 || moments.chance(0.2);
        if (starting) await pause(moments.between(300, 3_000));
        else {
          run.expect(await product.up(60_000), 'it did not start again');
          await pause(moments.between(200, 3_000));
        }
        await product.kill();
        run.count(starting ? 'kills while starting' : 'kills while serving', 1);
        run.say(`killed, ${town.progress()}`);
      }
      product.start();
    })();
    const people = run.short ? 40 : 600;
    await town.live((number) => killed === kills && number >= people, 16);
    await damage;
    run.say(`everybody has said what they wanted, ${town.progress()}`);
    await settle(run, [product], 90_000);
    run.expect((await product.stop()) === 0, 'it did not stop cleanly');
    await judgeTown(run, town, fakes, { dataDir });
  },
};
