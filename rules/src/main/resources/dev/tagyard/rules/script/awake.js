// Runs in the first context: does once, where the stack is shallow, what scripts do where it ends. A
// class of the engine that is used there for the first time would be broken until the process ends.
// `overflow` is a function of the host's that does as if the stack ended in it.
(function awake$all(overflow) {
  function awake$caught(work, depth) {
    try {
      return depth > 0 ? awake$caught(work, depth - 1) : work();
    } catch (thrown) {
      return [thrown.name, thrown.message, thrown.stack, thrown instanceof RangeError];
    } finally {
      depth--;
    }
  }

  function awake$through(work, depth) {
    try {
      return depth > 0 ? awake$through(work, depth - 1) : work();
    } finally {
      depth--;
    }
  }

  class Own extends Error {}
  const errors = [
    Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, Own,
  ];
  for (let i = 0; i < errors.length; i++) {
    awake$caught(() => { throw new errors[i]('awake', { cause: i }); }, 1);
  }
  const works = [
    overflow, () => [1].map(overflow), () => new Promise(overflow), async () => { overflow(); },
    () => null.nothing, () => nothing, () => ({}).nothing(), () => { throw 'awake'; },
    () => 'x'.repeat(-1), () => JSON.stringify({ toJSON: overflow }), () => JSON.parse('{'),
    () => { for (const x of (function* () { yield 1; })()) { throw x; } },
  ];
  for (let i = 0; i < works.length; i++) {
    awake$caught(() => awake$through(works[i], 2), 2);
  }
})
