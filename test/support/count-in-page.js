// Runs in a page before anything of its own: counts what has to be given back (page-census.ts).
(() => {
  const targets = [window, document];
  /** Listener → where it listens. */
  const listeners = new Map();
  const keyOf = (target, type, options) =>
    `${targets.indexOf(target)} ${type} ${typeof options === "object" ? options?.capture === true : options === true}`;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    if (targets.includes(target) && listener)
      listeners.set(listener, (listeners.get(listener) ?? new Set()).add(keyOf(target, type, options)));
    addEventListener.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    listeners.get(listener)?.delete(keyOf(target, type, options));
    removeEventListener.call(target, type, listener, options);
  };

  const timeouts = new Set();
  const intervals = new Set();
  const { setTimeout, setInterval, clearTimeout, clearInterval } = window;
  window.setTimeout = (run, ...more) => {
    const timer = setTimeout(
      () => {
        timeouts.delete(timer);
        run();
      },
      ...more,
    );
    timeouts.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => {
    timeouts.delete(timer);
    clearTimeout(timer);
  };
  window.setInterval = (...all) => {
    const timer = setInterval(...all);
    intervals.add(timer);
    return timer;
  };
  window.clearInterval = (timer) => {
    intervals.delete(timer);
    clearInterval(timer);
  };

  const counting = (Original) => {
    const open = new Set();
    window[Original.name] = class extends Original {
      constructor(...all) {
        super(...all);
        open.add(this);
      }
      close() {
        open.delete(this);
        super.close();
      }
    };
    return open;
  };
  const streams = counting(EventSource);
  const channels = counting(BroadcastChannel);

  window.takeCensus = () => ({
    listeners: [...listeners.values()].reduce((sum, places) => sum + places.size, 0),
    timeouts: timeouts.size,
    intervals: intervals.size,
    streams: streams.size,
    channels: channels.size,
  });
})();
