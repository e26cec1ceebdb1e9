// A site with nothing but Tagyard. `ty` is called before it is loaded, too.
ty('set', 'user', { user_id: 'customer-7' });
document.addEventListener('click', function (event) {
  switch (event.target.id) {
    case 'buy':
      return ty(
        'event',
        'purchase',
        { transaction_id: 'N-1', value: 12.5, currency: 'EUR' },
        { event_id: 'order-N-1', user: { email: 'ada@example.com' } }
      );
    case 'burst':
      for (var i = 1; i <= 5; i++) setTimeout(ty, i * 40, 'event', 'step_' + i, { n: i });
      return;
    case 'withdraw':
      return ty('consent', { categories: { statistics: false, marketing: false } });
    case 'optout':
      return ty('optout');
  }
});
