// Passkeys: what the server asked for goes to the browser, and what the device answers goes back in the form.

const options = document.getElementById("passkey-options");
const missing = document.querySelector("[data-passkey-missing]");
const failed = document.querySelector("[data-passkey-failed]");

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = (credentials = []) => credentials.map((credential) => ({ ...credential, id: bytes(credential.id) }));

const create = ({ publicKey }) =>
  navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
      // Kept by the device where it can, so that the passkey is enough to sign in; a simple key stays a second factor.
      authenticatorSelection: { ...publicKey.authenticatorSelection, residentKey: "preferred", requireResidentKey: false },
    },
  });

const get = ({ publicKey }) =>
  navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: named(publicKey.allowCredentials),
    },
  });

const answer = (credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = written(credential.response[part]);
  }
  return {
    id: credential.id,
    rawId: written(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

// Sign-in does not know yet who is coming, so it asks the server only when the button is pressed.
const asked = async (button) => {
  if (!button.dataset.options) return JSON.parse(options.textContent);
  const page = await fetch(button.dataset.options, { headers: { Accept: "application/json" } });
  if (!page.ok) throw new Error(`${page.status}`);
  return (await page.json()).request_options;
};

const use = async (button, form) => {
  failed.hidden = true;
  try {
    const wanted = await asked(button);
    const credential = button.dataset.passkey === "create" ? await create(wanted) : await get(wanted);
    form.elements.credential.value = JSON.stringify(answer(credential));
    form.submit();
  } catch {
    failed.hidden = false;
  }
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  const form = button.form;
  button.hidden = false;
  form.closest("[data-passkey-form]")?.removeAttribute("hidden");
  if (missing) missing.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use(button, form);
  });
}
