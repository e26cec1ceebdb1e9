// Runs in the first context: does once, where the stack is shallow, what scripts do where it ends. A
// class of the engine that is used there for the first time would be broken until the process ends.
// `overflow` is a function of the host's that does as if the stack ended in it. Each thing more that
// is done here costs each start some milliseconds.
(function awake$all(overflow) {
  const works = [
    overflow, () => null.nothing, () => { throw new Error('awake'); }, () => { throw 'awake'; },
  ];
  let told = '';
  for (let i = 0; i < works.length; i++) {
    try {
      works[i]();
    } catch (thrown) {
      told += `${thrown.name} ${thrown.message} ${thrown.stack} ${thrown instanceof RangeError}`;
    } finally {
      told = '';
    }
  }
})
