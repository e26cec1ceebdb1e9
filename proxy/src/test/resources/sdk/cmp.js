// A consent banner that speaks TCF: #accept and #reject are its buttons. It remembers the choice.
// Its strings are the accept-all and reject-all test vectors, dated today.
(function (w, d) {
  var LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  var ACCEPTED = 'EsAEBDECyFgAP_gAEPgAAYgIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMwHFwCAAQAAyAB4AEcBaIC8wGSAOLAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw';
  var REFUSED = 'EsAEBDECyFgAAAAAAAAAAYgAAAAAAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw';

  function today() {
    var tenths = Math.floor(Date.now() / 864e5) * 864e3;
    for (var text = '', i = 0; i < 6; i++, tenths = Math.floor(tenths / 64)) text = LETTERS[tenths % 64] + text;
    return text;
  }
  var listeners = [];
  var status = 'cmpuishown';
  var accepted = w.localStorage.cmp === 'accept';
  if (w.localStorage.cmp) status = 'tcloaded';

  function data() {
    // While the dialogue is on screen the string says nothing that may be used.
    var yes = status != 'cmpuishown' && accepted;
    return {
      gdprApplies: true,
      cmpStatus: 'loaded',
      eventStatus: status,
      tcString: 'C' + today() + today() + (yes ? ACCEPTED : REFUSED),
      addtlConsent: yes ? '2~89~dv.' : '2~~dv.89',
      purpose: { consents: { 1: yes, 7: yes } },
    };
  }
  function tell(listener) {
    listener(data(), true);
  }
  w.__tcfapi = function (command, version, callback) {
    if (command == 'addEventListener') {
      listeners.push(callback);
      tell(callback);
    }
  };
  function choose(yes) {
    accepted = yes;
    status = 'useractioncomplete';
    w.localStorage.cmp = yes ? 'accept' : 'reject';
    listeners.forEach(tell);
  }
  d.addEventListener('click', function (event) {
    if (event.target.id == 'accept' || event.target.id == 'reject') choose(event.target.id == 'accept');
  });
})(window, document);
