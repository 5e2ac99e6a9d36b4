/**
 * Calls that come while a statement is under way share the next one: a busy second costs a few statements instead of
 * thousands, and a quiet one waits for nothing. Each call still resolves only when what it asked for is done.
 */

/** @param run gets the items of as many calls as came, and answers them in their order; when it fails, all of them fail */
export function sharedStatement<Item, Answer>(
  most: number,
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  interface Call {
    readonly item: Item;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
  }
  const waiting: Call[] = [];
  let busy = false;

  const answer = async (calls: readonly Call[]) => {
    try {
      const answers = await run(calls.map(({ item }) => item));
      if (answers.length !== calls.length) throw new Error('not every call was answered');
      for (const [at, call] of calls.entries()) call.resolve(answers[at] as Answer);
    } catch (error) {
      for (const call of calls) call.reject(error);
    }
  };
  const drain = async () => {
    if (busy) return;
    busy = true;
    try {
      while (waiting.length > 0) await answer(waiting.splice(0, most));
    } finally {
      busy = false;
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // After everything else that comes by now.
      setImmediate(drain);
    });
}
