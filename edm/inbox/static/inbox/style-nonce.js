// Wagtail's rich-text editor adds <style> elements of its own. They get this page's nonce, so that the policy
// against foreign styles stays as strict in the back office as elsewhere.
(() => {
  const { nonce } = document.currentScript;
  const create = document.createElement.bind(document);
  document.createElement = (name, ...more) => {
    const element = create(name, ...more);
    if (String(name).toLowerCase() === "style") element.nonce = nonce;
    return element;
  };
})();
