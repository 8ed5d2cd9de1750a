/** Where links in mails lead: confirms an address, takes an invitation up, sets a password anew. Nothing is sent before the button is pressed. */

/** By the name of the token in the address; the empty one is for whoever comes without. */
const TASKS = {
  confirm: {
    what: "Confirm that this is your email address.",
    button: "Confirm",
    path: "confirm",
    body: (token) => ({ token }),
    done: "Your address is confirmed. You can log in now.",
  },
  invite: {
    what: "You are invited to share an account. Choose your password.",
    button: "Join",
    path: "confirm",
    fields: ["password"],
    body: (token, { password }) => ({ token, password }),
    done: "You have joined. You can log in now.",
  },
  reset: {
    what: "Choose a new password. All your sessions end.",
    button: "Set the password",
    path: "password/reset",
    fields: ["password"],
    body: (token, { password }) => ({ token, new_password: password }),
    done: "Your password is set. You can log in with it now.",
  },
  "": {
    what: "Have a link sent to you with which you set your password anew.",
    button: "Send it",
    path: "password/forgot",
    fields: ["email"],
    body: (_token, { email }) => ({ email }),
    done: "If there is an account with this address, the link is on its way.",
  },
};

const [name, token = ""] = location.hash.slice(1).split("=", 2);
const task = Object.hasOwn(TASKS, name) && token !== "" ? TASKS[name] : TASKS[""];
// The token opens an account: it is not to stay in the address, nor in the history.
history.replaceState(null, "", location.pathname);

const form = document.getElementById("form");
const outcome = document.getElementById("outcome");
document.getElementById("what").textContent = task.what;
form.querySelector("button").textContent = task.button;
for (const field of task.fields ?? []) {
  document.getElementById(field).hidden = false;
  form.elements[field].required = true;
}
form.hidden = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  outcome.textContent = "";
  try {
    const response = await fetch(`/v1/auth/${task.path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(task.body(token, Object.fromEntries(new FormData(form)))),
    });
    if (response.ok) form.hidden = true;
    const problem = response.ok ? {} : await response.json();
    outcome.textContent = response.ok ? task.done : `${problem.title} ${problem.detail ?? ""}`;
  } catch {
    outcome.textContent = "The service does not answer. Try again.";
  }
  button.disabled = false;
});
