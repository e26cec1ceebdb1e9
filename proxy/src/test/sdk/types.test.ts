// Compiled, never run: what may be written, and what may not.
/// <reference path="../../main/resources/sdk/ty.d.ts" />
ty('event', 'purchase', { transaction_id: 'T1', value: 59.9, currency: 'EUR', items: [{ item_id: 'SKU-1' }] });
ty('event', 'spun_the_wheel', { prize: 'none' }, { once_per: 'session', event_id: '1', user: { email: 'ada@example.com' } });
ty('page');
ty('set', 'user', { user_id: 'customer-7' });
ty('consent', { categories: { marketing: true }, google: { ad_storage: 'denied' } });
window.ty('optout');

// @ts-expect-error: no such command
ty('evnt', 'purchase');
// @ts-expect-error: an amount is a number
ty('event', 'purchase', { value: '59.9' });
// @ts-expect-error: no such choice
ty('event', 'purchase', {}, { once_per: 'week' });
