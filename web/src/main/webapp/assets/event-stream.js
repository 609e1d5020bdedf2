// Reads an event stream with fetch. Unlike EventSource it hands over frames of every type, also of
// types that nobody knew when the page was written.

/** Cuts text into the frames of an event stream, as the HTML standard describes the format. */
export class FrameParser {
  #buffer = "";
  #id;

  /** Takes a piece of text and answers the frames that it completes. */
  push(text) {
    this.#buffer += text;
    const frames = [];
    let end;
    while ((end = this.#buffer.indexOf("\n\n")) >= 0) {
      frames.push(this.#frame(this.#buffer.slice(0, end)));
      this.#buffer = this.#buffer.slice(end + 2);
    }
    return frames;
  }

  #frame(block) {
    const frame = { type: "message", data: undefined, retry: undefined };
    const data = [];
    for (const line of block.split("\n")) {
      const colon = line.indexOf(":");
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") frame.type = value;
      else if (field === "data") data.push(value);
      else if (field === "id") this.#id = value;
      else if (field === "retry" && /^\d+$/.test(value)) frame.retry = Number(value);
    }
    if (data.length > 0) frame.data = data.join("\n");
    frame.id = this.#id;
    return frame;
  }
}

/** A connection that resumes after its last cursor until it is closed. */
export class EventStream {
  #url;
  #listener;
  #abort;
  #retry = 3000;
  #timer;
  cursor;

  /** @param listener {state(name), frame(frame)} */
  constructor(url, listener) {
    this.#url = url;
    this.#listener = listener;
  }

  async open() {
    this.close("connecting");
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const headers = { Accept: "text/event-stream" };
      if (this.cursor) headers["Last-Event-ID"] = this.cursor;
      const response = await fetch(this.#url, { headers, signal: abort.signal, cache: "no-store" });
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      this.#listener.state("live");
      await this.#read(response.body);
      throw new Error("the server ended the stream");
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#listener.state("waiting", error.message);
      this.#timer = setTimeout(() => this.open(), this.#retry);
    }
  }

  close(state = "closed") {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#listener.state(state);
  }

  async #read(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new FrameParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const frame of parser.push(value)) {
        if (frame.id) this.cursor = frame.id;
        if (frame.retry) this.#retry = frame.retry;
        this.#listener.frame(frame);
      }
    }
  }
}
