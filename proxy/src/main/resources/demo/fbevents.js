// Stands for Meta's own code: takes what waits in fbq's queue and what comes later, and sends nothing.
(function (w) {
  const told = (call) => w.panel.told('fbq', [...call]);
  w.fbq.callMethod = (...call) => told(call);
  while (w.fbq.queue.length) told(w.fbq.queue.shift());
})(window);
