// A banner that knows only Google consent mode.
window.dataLayer = window.dataLayer || [];
function gtag() {
  dataLayer.push(arguments);
}
function all(state) {
  return { ad_storage: state, ad_user_data: state, ad_personalization: state, analytics_storage: state };
}
gtag('consent', 'default', all('denied'));
document.addEventListener('click', function (event) {
  if (event.target.id == 'accept') gtag('consent', 'update', all('granted'));
  if (event.target.id == 'reject') gtag('consent', 'update', all('denied'));
});
