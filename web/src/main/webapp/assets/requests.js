/** Asks for JSON; what goes wrong is told in the server's own sentence. */
export async function json(url, options) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, ...options });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? body.title);
  return body;
}
