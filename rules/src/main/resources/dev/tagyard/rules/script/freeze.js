// Runs once in each new context, before any rule: takes away what rules have no use for, and freezes
// all built-in objects, so that nothing can be left behind in them from one event to the next.
// `views` are an object, a list and a function that are views of the host's: they have prototypes of
// their own, and so has what the function throws.
//
// The compiler is told to leave the functions here alone, by their names: so loops are plain, and
// call nothing that a rule might want compiled.
(function freeze$all(...views) {
  const { defineProperty, freeze, isFrozen } = Object;
  const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;

  const useless = [
    'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Atomics', 'Int8Array', 'Uint8Array',
    'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array',
    'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'WeakRef',
    'FinalizationRegistry', 'Java', 'eval', 'escape', 'unescape',
  ];
  for (let i = 0; i < useless.length; i++) {
    delete globalThis[useless[i]];
  }

  // On a frozen prototype `object.toString = …` would fail for every object that inherits from it:
  // an accessor lets such an assignment make an own property, as usual.
  function freeze$assignable(prototype) {
    const keys = ownKeys(prototype);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const { value, writable } = getOwnPropertyDescriptor(prototype, key);
      if (writable) {
        defineProperty(prototype, key, {
          get() {
            return value;
          },
          set(other) {
            if (this === prototype) {
              throw new TypeError('built-in objects cannot be changed');
            }
            defineProperty(this, key, {
              value: other, writable: true, enumerable: true, configurable: true,
            });
          },
          enumerable: false,
          configurable: false,
        });
      }
    }
  }

  function freeze$deeply(object) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || isFrozen(object)) {
      return;
    }
    freeze(object);
    const keys = ownKeys(object);
    for (let i = 0; i < keys.length; i++) {
      const property = getOwnPropertyDescriptor(object, keys[i]);
      freeze$deeply(property.value);
      freeze$deeply(property.get);
      freeze$deeply(property.set);
    }
    freeze$deeply(getPrototypeOf(object));
  }

  function freeze$thrown(refuse) {
    try {
      return refuse();
    } catch (refused) {
      return refused;
    }
  }

  // The prototypes of what `segment` gives stand nowhere else, and to make one at the start would
  // load the tables of a language. A call that is stopped within leaves the work to the next one.
  function freeze$segments() {
    const { prototype } = Intl.Segmenter;
    const original = prototype.segment;
    let frozen = false;
    prototype.segment = {
      segment(text) {
        const segments = apply(original, this, [text]);
        if (!frozen) {
          const made = [segments, segments[Symbol.iterator]()];
          for (let i = 0; i < made.length; i++) {
            const nameless = getPrototypeOf(made[i]);
            const keys = ownKeys(nameless);
            for (let j = 0; j < keys.length; j++) {
              freeze(nameless[keys[j]]);
            }
            freeze(nameless);
          }
          frozen = true;
        }
        return segments;
      },
    }.segment;
  }

  // What the host does with a long text by steps that a limit does not end: each Σ has it look at all
  // of the text, marks in a row are sorted one by one.
  function freeze$bounded() {
    const { prototype } = String;
    const { replaceAll, normalize } = prototype;
    const { test } = RegExp.prototype;
    const long = 1000;
    const names = ['toLowerCase', 'toLocaleLowerCase'];
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const original = prototype[name];
      prototype[name] = {
        [name]() {
          'use strict';
          const plain = typeof this !== 'string' || this.length < long;
          return apply(original, plain ? this : apply(replaceAll, this, ['Σ', 'σ']), arguments);
        },
      }[name];
    }
    prototype.normalize = {
      normalize() {
        'use strict';
        // Made here: a start need not wait for regular expressions.
        if (typeof this === 'string' && this.length >= long && apply(test, /\p{M}{50}/u, [this])) {
          throw new RangeError('a text with 50 marks in a row is not normalized');
        }
        return apply(normalize, this, arguments);
      },
    }.normalize;
  }

  const types = [
    Object, Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError,
  ];
  for (let i = 0; i < types.length; i++) {
    freeze$assignable(types[i].prototype);
  }
  const nameless = [
    ...views, freeze$thrown(views[2]),
    function* () {}, async function () {}, async function* () {},
    [][Symbol.iterator](), ''[Symbol.iterator](), new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](), 'a'.matchAll(/a/g), [].values().map((x) => x),
    Iterator.from({ next() {} }), (function* () {})(), (async function* () {})(),
  ];
  for (let i = 0; i < nameless.length; i++) {
    // Not Reflect's, to which views of the host's are no objects.
    freeze$deeply(Object.getPrototypeOf(nameless[i]));
  }
  freeze$segments();
  freeze$bounded();
  freeze$deeply(globalThis);
})
