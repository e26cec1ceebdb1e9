// The queue stub: keeps calls until ty.js is there, and gives fbq calls their id before Meta's own
// code, which may come first, takes them. build.mjs makes stub.html of it.
(function (w) {
  if (w.ty) return;
  var ty = (w.ty = function () {
    ty.q.push([+new Date(), arguments]);
  });
  ty.q = [];
  ty.hooked = 1;
  // Of a page that is loaded again: the id under which ty.js counted its order, or else the last
  // one. Meta takes the pixel's second Purchase for the first one by it.
  function again(order) {
    try {
      if (performance.getEntriesByType('navigation')[0].type == 'reload')
        return JSON.parse(localStorage.ty)
          .once.filter(function (one) {
            return order ? one[0] == 'purchase:' + order : /^purchase:/.test(one[0]);
          })
          .pop()[1];
    } catch (nothing) {}
  }
  // Replaced by ty.js.
  ty.fbq = function (call) {
    var args = [].slice.call(call);
    var at = /^trackSingle/.test(args[0]) ? 3 : 2;
    if (/^track/.test(args[0])) {
      args[at] = args[at] || {};
      args[at + 1] = args[at + 1] || {};
      args[at + 1].eventID =
        args[at + 1].eventID ||
        (args[at - 1] == 'Purchase' && again(args[at].order_id)) ||
        'ty.' + +new Date() + '.' + Math.random().toString(36).slice(2);
      ty('fbq', args);
    }
    return args;
  };
  function see(call) {
    return ty.fbq(call);
  }
  function watch(object, key, change) {
    var value = object[key] && change(object[key]);
    Object.defineProperty(object, key, {
      configurable: true,
      get: function () {
        return value;
      },
      set: function (next) {
        value = next && change(next);
      },
    });
  }
  try {
    watch(w, 'fbq', function (fbq) {
      watch(fbq, 'queue', function (list) {
        var push = list.push;
        list.push = function (call) {
          return push.call(list, see(call));
        };
        return list;
      });
      watch(fbq, 'callMethod', function (method) {
        return function () {
          return method.apply(this, see(arguments));
        };
      });
      return fbq;
    });
  } catch (error) {}
})(window);
