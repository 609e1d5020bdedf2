import { json } from "./requests.js";

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

async function signOut() {
  await fetch("api/session", { method: "DELETE" });
  location.reload();
}

function link() {
  const made = document.createElement("a");
  made.href = "sign-in.html";
  made.textContent = "Sign in";
  return made;
}

/** Shows who one is in an element; answers it, or nothing if nobody is known. */
export async function showSession(place) {
  try {
    const who = await json("api/session");
    place.replaceChildren(`${who.name ?? who.id} (${who.roles.join(", ")}) `);
    if (who.signedIn) place.append(button("Sign out", signOut));
    else if (who.devSignIn) place.append(link());
    return who;
  } catch (error) {
    place.replaceChildren(`${error.message} `, link());
    return undefined;
  }
}
