// Types of Tagyard's browser SDK, ty.js 1.0.0. Reference them by
// `/// <reference path="ty.d.ts" />`, or list the file in tsconfig.json under "files".

declare namespace Tagyard {
  /** GA4's names; any other of up to 64 characters is a custom event. */
  type EventName =
    | 'page_view'
    | 'view_item'
    | 'view_item_list'
    | 'select_item'
    | 'search'
    | 'add_to_cart'
    | 'remove_from_cart'
    | 'view_cart'
    | 'add_to_wishlist'
    | 'begin_checkout'
    | 'add_shipping_info'
    | 'add_payment_info'
    | 'purchase'
    | 'refund'
    | 'generate_lead'
    | 'sign_up'
    | 'login'
    | 'subscribe'
    | 'start_trial'
    | 'contact'
    | (string & {});

  interface Item {
    item_id?: string;
    item_name?: string;
    price?: number;
    quantity?: number;
    discount?: number;
    index?: number;
    item_brand?: string;
    item_variant?: string;
    item_category?: string;
    coupon?: string;
    [field: string]: unknown;
  }

  interface Params {
    /** What the event is worth, in `currency`. */
    value?: number;
    /** Three letters, such as `EUR`. */
    currency?: string;
    /** Order number: a purchase counts once by it. */
    transaction_id?: string;
    tax?: number;
    shipping?: number;
    coupon?: string;
    items?: Item[];
    [field: string]: unknown;
  }

  /** In clear: the server normalises and hashes it on the way out. */
  interface User {
    user_id?: string;
    email?: string;
    phone?: string;
    first_name?: string;
    last_name?: string;
    street?: string;
    city?: string;
    region?: string;
    postal_code?: string;
    country?: string;
  }

  interface Options {
    /** The id that your own server uses for the same event. Left out: made here. */
    event_id?: string;
    /** Who it was, for this event alone. */
    user?: User;
    /**
     * Count it once for each transaction_id, once in a session of the browser tab, or once for this
     * browser. Remembered beyond the page only where the visitor agreed to storage. A purchase with
     * a transaction_id counts once for each transaction by itself.
     */
    once_per?: 'transaction' | 'session' | 'visitor';
  }

  type State = 'granted' | 'denied';

  /** The visitor's choice, for a page whose banner ty.js cannot ask by itself. */
  interface Consent {
    gdpr?: 0 | 1;
    tcf?: string;
    ac?: string;
    gpp?: string;
    gpp_sid?: string;
    usp?: string;
    gpc?: boolean;
    categories?: Record<string, boolean>;
    google?: Partial<Record<'ad_storage' | 'ad_user_data' | 'ad_personalization' | 'analytics_storage', State>>;
  }

  interface Ty {
    /** Reports an event. */
    (command: 'event', name: EventName, params?: Params, options?: Options): void;
    /** Reports a page view, one more than those counted by themselves; needed only with data-auto="false" or for what has no address. */
    (command: 'page', params?: Params): void;
    /** Who the visitor is, for all events of this page from now on. */
    (command: 'set', what: 'user', user: User): void;
    /** Tells the choice, which releases what waits for it; later calls change it. null: there will be one, wait. */
    (command: 'consent', consent: Consent | null): void;
    /** Stops sending on this page and tells the server that the visitor opted out. */
    (command: 'optout'): void;
    /** Of ty.js; missing while only the stub is there. */
    version?: string;
  }
}

interface Window {
  ty: Tagyard.Ty;
}

declare const ty: Tagyard.Ty;
