// The Actuator endpoint: the same JSON that every other client gets.

const TIMEOUT_MILLIS = 5000;

export class Endpoint {

	// root: its address, relative or absolute, without a slash at its end
	constructor(root) {
		this.root = root;
	}

	addressOf(pool) {
		return `${this.root}/${encodeURIComponent(pool)}`;
	}

	pools() {
		return this.send('GET', this.root || '/');
	}

	pool(name) {
		return this.send('GET', this.addressOf(name));
	}

	change(pool, change) {
		return this.send('POST', this.addressOf(pool), change);
	}

	evictIdle(pool) {
		return this.send('DELETE', this.addressOf(pool));
	}

	async send(method, address, body) {
		const { response, answer } = await exchangeJson(method, address, body);
		if (!response.ok || answer === undefined) {
			throw new Error(answer?.message ?? `${method} ${address} was answered with ${response.status} and no JSON`);
		}
		return answer;
	}

}

// Sends JSON, if there is a body, and reads JSON, if that is what was answered.
export const exchangeJson = async (method, address, body) => {
	const response = await fetch(address, {
		method,
		headers: { 'Accept': 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
		body: body && JSON.stringify(body),
		cache: 'no-store',
		signal: AbortSignal.timeout(TIMEOUT_MILLIS)
	});
	return { response, answer: await jsonOf(response) };
};

// A login page, for example, is no answer of the endpoint.
async function jsonOf(response) {
	try {
		return JSON.parse(await response.text());
	}
	catch (error) {
		if (error instanceof SyntaxError) {
			return undefined;
		}
		throw error;
	}
}
