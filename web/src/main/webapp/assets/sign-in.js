import { json } from "./requests.js";

const answer = document.getElementById("answer");

async function signIn(user) {
  try {
    // a cookie that is there already would be a second proof of who one is
    await fetch("api/session", { method: "DELETE" });
    await json("dev/sign-in", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ user }),
    });
    location.assign(".");
  } catch (error) {
    answer.textContent = error.message;
  }
}

function entry({ user, name, about }) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.addEventListener("click", () => signIn(user));
  const item = document.createElement("li");
  item.append(button, ` ${about}`);
  return item;
}

try {
  const { users } = await json("dev/sign-in");
  document.getElementById("users").replaceChildren(...users.map(entry));
} catch {
  answer.textContent = "This node trusts an issuer of tokens; sign in there.";
}
