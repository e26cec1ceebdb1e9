// One purchase with one press, as any page or server can send it: without the SDK.
(function (d) {
  const press = (id, categories, copies) =>
    (d.getElementById(id).onclick = async () => {
      const event = {
        event_name: 'purchase',
        event_id: crypto.randomUUID(),
        event_time: Date.now(),
        page: { url: 'https://www.example.com/thanks?gclid=demo-click', title: 'Thank you' },
        user: { email: 'Ada.Example@Mail.example', phone: '+49 151 0000 0000', first_name: 'Ada', last_name: 'Example', country: 'DE' },
        params: {
          value: 59.9,
          currency: 'EUR',
          transaction_id: 'T' + Date.now(),
          items: [{ item_id: 'SKU1', item_name: 'Ridge hiking boots', price: 59.9, quantity: 1 }],
        },
        ids: { click_id: 'demo-partner-click' },
        consent: { gdpr: 1, categories },
      };
      for (let i = 0; i < copies; i++)
        await fetch(panel.proxy + '/e', {
          method: 'POST',
          credentials: 'include',
          headers: { 'Content-Type': 'text/plain' },
          body: JSON.stringify(event),
        });
    });
  press('buy', { marketing: true, statistics: true }, 1);
  press('buy-statistics', { marketing: false, statistics: true }, 1);
  press('buy-without', { marketing: false, statistics: false }, 1);
  press('buy-twice', { marketing: true, statistics: true }, 2);
})(document);
