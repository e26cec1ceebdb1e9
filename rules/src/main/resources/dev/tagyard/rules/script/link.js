// Makes of the functions of a rule's modules one that makes all of them anew and calls what the last
// one exports: what an event leaves in a variable is gone with it. Each module comes after those that
// it imports; `requests` are their numbers.
(function (given, requests) {
  const { freeze } = Object;
  const { now } = Date;
  const { RangeError } = globalThis;
  const endOfStack = 'Maximum call stack size exceeded';
  const factories = [...given];
  const imports = [...requests].map((numbers) => [...numbers]);
  const last = factories.length - 1;
  const longest = 2000; // ms, far beyond what the watchdog allows

  let calls = 0;
  let deadline = 0;
  let end; // what every further call throws, once there was a limit

  // Recursion by nothing but exceptions never comes to where the engine looks for a stop.
  const step = freeze(() => {
    if (end !== undefined) {
      throw end;
    }
    calls++;
    if ((calls & 255) === 0) {
      deadline ||= now() + longest;
      if (now() > deadline) {
        end = 'was stopped';
        throw end;
      }
    }
  });

  // The end of the stack is a limit like the others: what is done there, such as to load a part of
  // the engine, could fail for good.
  const caught = freeze((thrown) => {
    if (end === undefined && thrown instanceof RangeError && thrown.message === endOfStack) {
      end = thrown;
    }
    if (end !== undefined) {
      throw end;
    }
  });

  function made() {
    calls = 0;
    end = undefined;
    deadline = 0;
    if (last === 0) {
      return (0, factories[0])(step, caught);
    }
    const modules = [];
    for (let i = 0; i <= last; i++) {
      const arguments_ = imports[i].map((number) => modules[number]);
      modules[i] = (0, factories[i])(step, caught, ...arguments_);
    }
    return modules[last];
  }

  // What a default export is, where it is no plain function.
  function kind({ default: rule }) {
    if (typeof rule !== 'function') {
      return '';
    }
    const tag = rule[Symbol.toStringTag];
    if (typeof tag === 'string') {
      return tag;
    }
    return /^class\b/.test(Function.prototype.toString.call(rule)) ? 'class' : '';
  }

  // What is returned goes to the host by `keep`, for it to find its own objects again.
  return {
    made,
    kind,
    run(keep, event, context) {
      const rule = made().default;
      const returned = rule(event, context);
      keep(returned === undefined ? event : returned);
    },
    call(keep, name, ...values) {
      const named = made()[name];
      keep(named(...values));
    },
    element(keep, list, index) {
      keep(list[index]);
    },
  };
})
