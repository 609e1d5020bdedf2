import { EventStream } from "./event-stream.js";
import { json } from "./requests.js";
import { showSession } from "./session.js";

const MOST_ROWS = 200;
const CONTROL = new Set(["resume", "caught-up", "fell-behind", "revoked", "drain"]);
const byId = (id) => document.getElementById(id);
let count = 0;

function row(frame) {
  const event = JSON.parse(frame.data);
  const control = CONTROL.has(frame.type);
  const cells = control
    ? [frame.id ?? "", frame.type, "", "", frame.data]
    : [frame.id, frame.type, event.stream, event.room ?? "operators", payload(event)];
  const line = document.createElement("tr");
  line.className = control ? "control" : "event";
  for (const text of cells) {
    const cell = line.insertCell();
    cell.textContent = text;
    cell.title = text;
  }
  return line;
}

function payload(event) {
  const shown = event.operation
    ? { operation: event.operation, record: event.record, old: event.old, changed: event.changed }
    : event.data;
  return JSON.stringify(shown);
}

const stream = new EventStream("api/events", {
  state(name, reason) {
    byId("state").dataset.state = name;
    byId("state").textContent = name;
    byId("state").title = reason ?? "";
  },
  frame(frame) {
    byId("cursor").textContent = frame.id ?? "–";
    if (frame.data === undefined) return;
    byId("empty").hidden = true;
    byId("events").prepend(row(frame));
    while (byId("events").rows.length > MOST_ROWS) byId("events").deleteRow(-1);
    if (!CONTROL.has(frame.type)) byId("count").textContent = ++count;
  },
});

function fill(select, entries) {
  select.replaceChildren(...entries.map(({ id, name }) => new Option(name, id)));
}

async function loadChoices(who) {
  try {
    const { channels } = await json("api/channels");
    const { users } = await json("api/users");
    fill(byId("channel"), channels);
    // nobody posts as another but an operator
    const authors = who.roles.includes("operator") ? users : users.filter(({ id }) => id === who.id);
    fill(byId("user"), authors.map(({ id, username }) => ({ id, name: username })));
  } catch (error) {
    byId("answer").textContent = `Channels and users cannot be read: ${error.message}`;
  }
}

byId("post").addEventListener("submit", async (submission) => {
  submission.preventDefault();
  try {
    const message = await json(`api/channels/${encodeURIComponent(byId("channel").value)}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ userId: byId("user").value, content: byId("content").value }),
    });
    byId("answer").textContent = `Committed message ${message.id}.`;
  } catch (error) {
    byId("answer").textContent = error.message;
  }
});

byId("pause").addEventListener("click", () => {
  const paused = byId("pause").getAttribute("aria-pressed") === "true";
  byId("pause").setAttribute("aria-pressed", String(!paused));
  byId("pause").textContent = paused ? "Disconnect" : "Connect";
  if (paused) stream.open();
  else stream.close();
});

const who = await showSession(byId("who"));
if (who) {
  await loadChoices(who);
  stream.open();
}
