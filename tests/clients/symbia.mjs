// The API as a program asks it.

/** A refusal: `problem` is the API's answer. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.name = "Refused";
    this.problem = problem;
  }
}

export class Symbia {
  #api;
  #token = null;

  constructor(api) {
    this.#api = api;
  }

  /** The JSON of an answer. Throws Refused. */
  async post(path, body) {
    const headers = { "Content-Type": "application/json" };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    const answer = await fetch(this.#api + path, { method: "POST", headers, body: JSON.stringify(body) });
    const content = await answer.json();
    if (!answer.ok) throw new Refused(content);
    return content;
  }

  /** Everything after this is asked in the name of the account that signed. */
  async signIn(message, signature) {
    this.#token = (await this.post("/v1/sign-in", { message, signature })).token;
  }
}
