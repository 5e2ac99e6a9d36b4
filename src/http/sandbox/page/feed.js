/**
 * News from the server. The browser reconnects by itself and says what it has seen last; a hidden tab lets go, because a
 * browser keeps only six connections to one server, and catches up when it is looked at again.
 */

/**
 * @param {() => number} seen the last row this tab has
 * @param {{ message(row: object): void, clock(state: object): void, connected(is: boolean): void }} hear
 */
export function follow(seen, hear) {
  let source;
  let again;

  const open = () => {
    close();
    source = new EventSource(`/sandbox/events?since=${seen()}`);
    source.addEventListener('open', () => hear.connected(true));
    source.addEventListener('message', (event) => hear.message(JSON.parse(event.data)));
    source.addEventListener('clock', (event) => hear.clock(JSON.parse(event.data)));
    // The sandbox behind the page was thrown away and begun anew.
    source.addEventListener('reset', () => location.reload());
    source.addEventListener('error', () => {
      hear.connected(false);
      // After an answer that is no stream the browser gives up; we do not.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, 2000);
    });
  };
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
}
