// Stands for Meta's own code: takes what waits in fbq's queue and what comes later, and notes each
// call in `metaCalls`.
(function (w) {
  w.metaCalls = [];
  var fbq = w.fbq;
  fbq.callMethod = function () {
    w.metaCalls.push([].slice.call(arguments));
  };
  while (fbq.queue.length) fbq.callMethod.apply(fbq, fbq.queue.shift());
})(window);
